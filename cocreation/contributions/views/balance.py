"""From where people take part in an agenda, and the quality of its process, for those who run it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.choices.stages import Moment, moment_of
from cocreation.agendas.models import Agenda
from cocreation.contributions.queries.balance import balance_of, balance_table
from cocreation.contributions.queries.quality import quality_of
from core.downloads import table_response
from core.words import moment_in_full


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def agenda_balance(request: HttpRequest, code: str) -> HttpResponse:
    """The gauge; `?formato=csv` sends its table."""
    agenda = get_object_or_404(Agenda, code=code)
    balance = balance_of(agenda)
    if wanted := request.GET.get("formato"):
        return table_response(balance_table(agenda, balance), wanted)
    context = {
        "agenda": agenda,
        "balance": balance,
        "asked_at": moment_in_full(timezone.now()),
        "csv_url": "?formato=csv",
    }
    return render(request, "cocreation/contributions/agenda_balance.html", context)


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def agenda_quality(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.prefetch_related("stages"), code=code)
    today = timezone.localdate()
    stages = list(agenda.stages.all())
    context = {
        "agenda": agenda, "measures": quality_of(agenda, today), "asked_at": moment_in_full(timezone.now()),
        "is_over": bool(stages) and all(moment_of(stage, today) is Moment.AFTER for stage in stages),
    }  # fmt: skip
    return render(request, "cocreation/contributions/agenda_quality.html", context)
