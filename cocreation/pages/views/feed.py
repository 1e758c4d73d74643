"""The news of an agenda as Atom."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.choices import DEMO
from cocreation.agendas.models import Agenda
from cocreation.agendas.queries.agendas import readable_agenda
from cocreation.pages.queries.news import AgendaNews, news_of
from core.datasets.files import LICENCE
from core.web.addresses import absolute
from core.web.public_limit import limited


class AgendaFeed(Feed):
    """The public steps of the trace; entry ids are stable if the portal moves."""

    feed_type = Atom1Feed
    language = "es-CO"

    def get_object(self, request: HttpRequest, code: str) -> Agenda:
        agenda = readable_agenda(request.user, code)
        if agenda is None or agenda.published_at is None:
            raise Http404("No hay una agenda publicada con ese código.")
        return agenda

    def title(self, agenda: Agenda) -> str:
        return f"{agenda.name}: novedades"

    def subtitle(self, agenda: Agenda) -> str:
        return f"{DEMO}. {agenda.summary}".strip() if agenda.is_demo else agenda.summary

    def link(self, agenda: Agenda) -> str:
        return absolute(reverse("agenda_pages:agenda", args=[agenda.code]))

    def feed_url(self, agenda: Agenda) -> str:
        return absolute(reverse("agenda_pages:agenda-feed", args=[agenda.code]))

    def author_name(self, agenda: Agenda) -> str:
        return settings.PUBLISHER_NAME

    def feed_copyright(self, agenda: Agenda) -> str:
        return LICENCE["title"]

    def items(self, agenda: Agenda) -> list[AgendaNews]:
        return news_of(agenda)

    def item_title(self, one: AgendaNews) -> str:
        return f"{one.label}: {one.origin.label}"

    def item_description(self, one: AgendaNews) -> str:
        return one.words

    def item_link(self, one: AgendaNews) -> str:
        return absolute(one.origin.address)

    def item_guid(self, one: AgendaNews) -> str:
        return one.key

    def item_pubdate(self, one: AgendaNews):
        return one.at

    item_updateddate = item_pubdate


@require_safe
@public
@limited
def agenda_feed(request: HttpRequest, code: str) -> HttpResponse:
    return AgendaFeed()(request, code=code)
