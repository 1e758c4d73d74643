"""The card for other sites: the only page of the portal that others may frame."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.page_cache import cached_page
from core.web.public_limit import limited
from portal.queries import widget as cards
from portal.queries.comparison import MOST
from territory.models import Municipality
from territory.queries import with_neighbours


@require_safe
@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@public
@cached_page(choices={"tema": frozenset(cards.THEMES)})
def widget(request: HttpRequest, slug: str) -> HttpResponse:
    card = cards.card_of(slug)
    if card is None:
        raise Http404("No hay un municipio con ese nombre.")
    return render(request, "portal/widget.html", {"card": card, "theme": cards.theme_of(request.GET.get("tema"))})


@require_safe
@csp_replace({"frame-src": [SELF]})
@public
@cached_page(choices={"tema": frozenset(cards.THEMES)})
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """How to embed the card, with a preview."""
    place = get_object_or_404(Municipality, slug=slug)
    theme = cards.theme_of(request.GET.get("tema"))
    context = {
        "municipality": place, "theme": theme, "themes": cards.THEMES, "width": cards.WIDTH, "height": cards.HEIGHT,
        "address": cards.address_of(place, theme), "code": cards.embed_code(place, theme),
    }  # fmt: skip
    return render(request, "portal/embed.html", context)


@require_safe
@public
@limited
def compare_neighbours(request: HttpRequest, slug: str) -> HttpResponse:
    """Redirect to the comparison of a municipality with its neighbours."""
    places = with_neighbours(slug)[:MOST]
    if not places:
        raise Http404("No hay un municipio con ese nombre.")
    return redirect(f"{reverse('portal:compare')}?{urlencode({'m': [p.slug for p in places]}, doseq=True)}")
