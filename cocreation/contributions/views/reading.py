"""The public page of one contribution."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.queries.agendas import readable_agenda
from cocreation.agendas.queries.stages import acts_open
from cocreation.contributions.choices import WITHDRAWN, ContributionState
from cocreation.contributions.presenters.stations import stations_of, stood_at
from cocreation.contributions.queries import reading
from cocreation.contributions.queries.answers import review_asked_until
from cocreation.contributions.queries.attachments import public_files
from cocreation.contributions.queries.participation import participant_of
from core.web.pagination import paginate
from core.web.public_limit import limited

THREADS = 30  # on one page


@require_safe
@public
@limited
def contribution(request: HttpRequest, code: str, number: str) -> HttpResponse:
    agenda = readable_agenda(request.user, code)
    found = agenda and reading.public_or_withdrawn(agenda, number)
    if not found:
        raise Http404("No hay un aporte público con ese código.")
    row, line = found
    is_withdrawn, today = row.state == ContributionState.WITHDRAWN, timezone.localdate()
    context = {
        "agenda": agenda, "contribution": row, "is_withdrawn": is_withdrawn, "withdrawn": WITHDRAWN,
        "stations": stations_of(row, line), "stands": stood_at(row, line) + 1,
        "crumbs": _crumbs(agenda.code), "description": Truncator(" ".join(row.text.split())).chars(190),
    }  # fmt: skip
    if not is_withdrawn:
        context |= _read(request, row, today)
    response = render(request, "cocreation/contributions/contribution.html", context)
    if is_withdrawn or agenda.published_at is None:
        response["X-Robots-Tag"] = "noindex"
    return response


def _crumbs(code: str) -> list[dict[str, str]]:
    return [
        {"url": reverse("agenda_pages:agenda-list"), "text": "Agendas"},
        {"url": reverse("agenda_pages:agenda", args=[code]), "text": code},
        {"url": reverse("agenda_pages:contribution-list", args=[code]), "text": "Aportes"},
    ]


def _read(request: HttpRequest, row, today) -> dict:
    """What is read of a contribution that is public: its versions, supports, answer, originals and comments."""
    who = participant_of(request, row.agenda)
    page = paginate(request, reading.roots_of(row), THREADS)
    acts = acts_open(row.agenda, Actor.PERSON, today)
    answer, versions = getattr(row, "answer", None), reading.approved_versions(row)
    mine = reading.support_of(row, who)
    return {
        "answer": answer, "review": getattr(answer, "review", None),
        "review_until": answer and review_asked_until(answer), "headline": answer and answer.headline,
        "late": answer and reading.days_late(answer, timezone.localdate(answer.answered_at)),
        "version": versions[-1] if len(versions) > 1 else None, "previous": versions[-2] if len(versions) > 1 else None,
        "joined": reading.joined_to(row), "merged_into": reading.merged_into(row),
        "page": page, "threads": reading.threads_of(list(page)), "comments": row.comment_count,
        "files": public_files(row),
        "why_no_support": reading.why_no_support(row, today), "supports_until": reading.supports_close_on(row, today),
        "mine": mine, "can_take_back": reading.can_take_back(row, mine, today),
        "is_own": who is not None and row.participant_id == who.pk,
        "can_comment": Act.COMMENT in acts and row.state != ContributionState.MERGED,
    }  # fmt: skip
