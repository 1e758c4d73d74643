"""The order of the challenges: the frozen result and the account of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.models import Agenda
from cocreation.pages.presenters.account import account_of
from cocreation.pages.presenters.ballot import BallotPage
from cocreation.pages.presenters.priorities import ResultPage
from cocreation.pages.queries.published import has_begun, result_of, voters_so_far, voting_stage
from core.web.public_limit import limited


@require_safe
@public
@limited
def priorities(request: HttpRequest, code: str) -> HttpResponse:
    """The result; before it is frozen, when it will be."""
    agenda = _agenda(code)
    result, stage, today = result_of(agenda), voting_stage(agenda), timezone.localdate()
    context = {"agenda": agenda, "stage": stage, "stage_number": _number(agenda, stage)}
    if result is None:
        page, begun = BallotPage(agenda, None, today=today), has_begun(stage, today)
        more = {"page": page, "has_begun": begun, "voters": voters_so_far(agenda) if begun else 0}
        return render(request, "cocreation/pages/priorities/waiting.html", context | more)
    return render(request, "cocreation/pages/priorities/result.html", context | {"page": ResultPage(result)})


@require_safe
@public
@limited
def account(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """How the votes for one challenge became its score."""
    agenda = _agenda(code)
    result = result_of(agenda)
    page = ResultPage(result) if result else None
    found = account_of(page, name) if page else None
    if found is None:
        raise Http404("No hay una cuenta de ese reto: el resultado no lo tiene o todavía no está congelado.")
    context = {"agenda": agenda, "page": page, "account": found}
    return render(request, "cocreation/pages/priorities/account.html", context)


def _agenda(code: str) -> Agenda:
    return get_object_or_404(Agenda.objects.published().prefetch_related("stages"), code=code)


def _number(agenda: Agenda, stage) -> int:
    stages = list(agenda.stages.all())
    return stages.index(stage) + 1 if stage else 0
