"""News, as a page and as Atom feeds; and the glossary of the site."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.access import public
from core.datasets.files import LICENCE
from core.web.addresses import absolute
from core.web.page_cache import cached_page
from core.web.pagination import paginate
from diagnostics.results.exports import DEMO
from portal.queries import methodology
from portal.queries.news import News, news, news_of
from territory.models import Municipality

ROWS = 50


@require_safe
@public
@cached_page(reads=("page",))
def news_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, news(), ROWS)
    newest = page.object_list[0].publication.round if page.object_list else None
    return render(request, "portal/news.html", {"page": page, "round": newest})


@require_safe
@public
@cached_page
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/glossary.html", {"method": methodology.methodology()})


class NewsFeed(Feed):
    """The news as Atom, of the valley or of one municipality; entry ids are stable if the portal moves."""

    feed_type = Atom1Feed
    language = "es-CO"

    def get_object(self, request: HttpRequest, slug: str = "") -> Municipality | None:
        return get_object_or_404(Municipality, slug=slug) if slug else None

    def title(self, place: Municipality | None) -> str:
        return f"Gobierno abierto: novedades de {place or 'los municipios del Valle de Aburrá'}"

    def subtitle(self, place: Municipality | None) -> str:
        return "Publicaciones y fes de erratas del diagnóstico de gobierno abierto."

    def link(self, place: Municipality | None) -> str:
        return absolute(place.get_absolute_url() if place else reverse("portal:news"))

    def feed_url(self, place: Municipality | None) -> str:
        return absolute(
            reverse("portal:municipality-feed", args=[place.slug]) if place else reverse("portal:news-feed")
        )

    def author_name(self, place: Municipality | None) -> str:
        return settings.PUBLISHER_NAME

    def author_link(self, place: Municipality | None) -> str:
        return absolute(reverse("portal:about"))

    def author_email(self, place: Municipality | None) -> str | None:
        return settings.CONTACT_EMAIL or None

    def feed_copyright(self, place: Municipality | None) -> str:
        return LICENCE["title"]

    def items(self, place: Municipality | None) -> list[News]:
        return (news_of(place) if place else news())[:ROWS]

    def item_title(self, one: News) -> str:
        return one.title

    def item_description(self, one: News) -> str:
        note = [f"{DEMO}."] if one.publication.round.is_demo else []
        return " ".join([*one.lines, *note])

    def item_link(self, one: News) -> str:
        return absolute(one.path)

    def item_guid(self, one: News) -> str:
        return one.key

    def item_pubdate(self, one: News):
        return one.at

    item_updateddate = item_pubdate


@require_safe
@public
@cached_page
def valley_feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@require_safe
@public
@cached_page
def municipality_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return NewsFeed()(request, slug=slug)
