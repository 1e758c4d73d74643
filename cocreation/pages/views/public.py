"""Public pages of agendas: the list, one agenda, a challenge, what was contributed, and the devolución of a stage."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.choices import CHALLENGE, Tag, Theme
from cocreation.agendas.choices.stages import Act, StageCode, StageState
from cocreation.agendas.models import Agenda
from cocreation.agendas.queries.agendas import readable_agenda
from cocreation.agendas.queries.pilots import actor_for
from cocreation.agendas.queries.stages import acts_open
from cocreation.contributions.choices import Kind
from cocreation.contributions.queries import listing
from cocreation.contributions.queries.answers import whole_and_each
from cocreation.contributions.queries.balance import balance_of
from cocreation.pages.presenters.agendas import balance_is_public, cards, doing, stages_of, when_words
from cocreation.pages.queries.agendas import agendas_listed
from cocreation.pages.queries.figures import said_in
from cocreation.workshops.queries.upcoming import next_workshop
from core.trace.queries import line_of
from core.web.pagination import paginate
from core.web.public_limit import limited
from core.words import moment_in_full
from territory.models import Municipality

PER_PAGE, AGENDAS = 20, 30
WHAT_IT_IS = "Qué se decide con la gente, hasta cuándo se puede participar y qué se respondió."
SHOWN = 6  # challenges of an agenda before the others are folded


@require_safe
@public
@limited
def agenda_list(request: HttpRequest) -> HttpResponse:
    place = Municipality.objects.filter(slug=request.GET["municipio"]).first() if request.GET.get("municipio") else None
    page = paginate(request, agendas_listed(place), AGENDAS)
    context = {"page": page, "groups": cards(page, timezone.localdate()), "place": place}
    return render(request, "cocreation/pages/agenda_list.html", context)


@require_safe
@public
@limited
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    found, today, now = _agenda(request, code), timezone.localdate(), timezone.now()
    said = said_in(found)
    challenges = [(one, said.of_challenge.get(one.pk)) for one in found.challenges.prefetch_related("municipalities")]
    challenges.sort(key=lambda pair: -(pair[1].total if pair[1] else 0))
    stages = list(found.stages.all())
    reported = [stage for stage in stages if stage.state == StageState.REPORTED]
    context = {
        "agenda": found, "municipalities": list(found.municipalities.in_river_order()), "do": doing(found, today),
        "stages": stages_of(found, today), "when": when_words(found, today), "said": said, "challenges": challenges,
        "themes": [Theme(name).label for name in Theme.values if any(c.theme == name for c, _ in challenges)],
        "newest": max(reported, key=lambda s: (s.report.published_at, s.opens_on), default=None),
        "rules": list(found.moderation_rules.all()), "shown": SHOWN, "more": len(challenges) - SHOWN,
        "description": _described(found, found.summary), "workshop": next_workshop(found, now), "at": now,
        "balance": balance_of(found) if balance_is_public(stages, today) else None, "asked_at": moment_in_full(now),
    }  # fmt: skip
    context["answered"], context["offices"] = whole_and_each(found, today)
    return _noindexed(render(request, "cocreation/pages/agenda.html", context), found)


@require_safe
@public
@limited
def challenge(request: HttpRequest, code: str, number: str) -> HttpResponse:
    found = _agenda(request, code)
    one = get_object_or_404(found.challenges, code=number)
    rows = listing.listed(found, listing.Wanted()).filter(challenge=one)
    today = timezone.localdate()
    actor = actor_for(request.user, one)
    context = {
        "pilots": list(one.pilots.standing()), "line": line_of(CHALLENGE, one.pk),
        "may_pilot": actor is not None and Act.RECORD_PILOT in acts_open(found, actor, today),
        "agenda": found, "challenge": one, "municipalities": list(one.municipalities.in_river_order()),
        "tags": [Tag(tag).label for tag in one.tags if tag in Tag.values], "page": _page(request, found, rows),
        "do": doing(found, today), "of_challenge": said_in(found).of_challenge.get(one.pk),
        "crumbs": _crumbs(found),
    }  # fmt: skip
    return _noindexed(render(request, "cocreation/pages/challenge.html", context), found)


@require_safe
@public
@limited
def contribution_list(request: HttpRequest, code: str) -> HttpResponse:
    found = _agenda(request, code)
    municipalities = list(found.municipalities.in_river_order())
    wanted = listing.wanted_of(request.GET, {place.slug: place.pk for place in municipalities})
    context = {
        "agenda": found, "wanted": wanted, "municipalities": municipalities, "themes": Theme.choices,
        "kinds": Kind.choices, "states": listing.STATES.items(), "orders": listing.ORDERS.items(),
        "page": _page(request, found, listing.listed(found, wanted)), "do": doing(found, timezone.localdate()),
        "crumbs": _crumbs(found), "share_title": f"Aportes a la agenda {found.code}",
        "description": _described(found, "Problemas e ideas, con sus apoyos, su estado y su respuesta."),
    }  # fmt: skip
    return _noindexed(render(request, "cocreation/pages/contribution_list.html", context), found)


@require_safe
@public
@limited
def stage_report(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The devolución of a stage: it exists once it is published."""
    found = _agenda(request, code)
    stage = next((one for one in found.stages.all() if one.code == kind), None)
    if stage is None or stage.state != StageState.REPORTED:
        raise Http404("Esa etapa todavía no tiene devolución.")
    number = list(StageCode).index(StageCode(stage.code)) + 1
    title = f"Devolución de la etapa «{stage}»"
    context = {
        "agenda": found, "stage": stage, "report": stage.report, "number": number, "crumbs": _crumbs(found), "share_title": title,
        "description": _described(found, f"{title}: qué se acogió, qué no y por qué, y quién decidió."),
    }  # fmt: skip
    return _noindexed(render(request, "cocreation/pages/stage_report.html", context), found)


def _agenda(request: HttpRequest, code: str) -> Agenda:
    found = readable_agenda(request.user, code)
    if found is None:
        raise Http404("No hay una agenda publicada con ese código.")
    return found


def _crumbs(agenda: Agenda) -> list[dict[str, str]]:
    return [
        {"url": reverse("agenda_pages:agenda-list"), "text": "Agendas"},
        {"url": reverse("agenda_pages:agenda", args=[agenda.code]), "text": agenda.code},
    ]


def _described(agenda: Agenda, words: str) -> str:
    """What search engines show of a page."""
    return Truncator(f"{agenda.name}. {words or WHAT_IT_IS}").chars(190)


def _page(request: HttpRequest, agenda: Agenda, rows):
    page = paginate(request, rows, PER_PAGE)
    for row in page:
        row.agenda = agenda  # its address names the agenda: no query for each
    return page


def _noindexed(response: HttpResponse, agenda: Agenda) -> HttpResponse:
    if agenda.published_at is None:
        response["X-Robots-Tag"] = "noindex"
    return response
