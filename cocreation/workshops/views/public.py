"""Public pages of workshops: the list of an agenda, each workshop, its calendar file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.agendas.models import Agenda
from cocreation.workshops.choices import WorkshopState
from cocreation.workshops.models import Workshop
from cocreation.workshops.queries.attendance import attendance_of
from cocreation.workshops.queries.calendar import workshop_calendar
from cocreation.workshops.queries.upcoming import with_seats_taken
from core.calendar.event import CONTENT_TYPE
from core.small_cells import SMALL
from core.web.pagination import paginate
from core.web.public_limit import limited

PER_PAGE = 20


@require_safe
@public
@limited
def workshop_list(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda.objects.published(), code=code)
    now = timezone.now()
    rows = with_seats_taken(agenda.workshops.select_related("agenda", "municipality"))
    coming = list(rows.filter(state=WorkshopState.CONVENED, ends_at__gt=now).order_by("starts_at", "pk")[:PER_PAGE])
    past = rows.exclude(state=WorkshopState.CONVENED, ends_at__gt=now).order_by("-starts_at", "-pk")
    page = paginate(request, past, PER_PAGE)
    context = {"agenda": agenda, "coming": coming, "page": page, "at": now}
    return render(request, "cocreation/workshops/workshop_list.html", context)


@require_safe
@public
@limited
def workshop(request: HttpRequest, code: str, number: int) -> HttpResponse:
    row = get_object_or_404(
        with_seats_taken(Workshop.objects.public().with_context()), agenda__code=code, number=number
    )
    context = {"agenda": row.agenda, "workshop": row, "at": timezone.now(), "attendance": attendance_of(row)}
    context["evaluations"] = row.evaluations.all() if row.was_held and (row.attended or 0) >= SMALL else []
    return render(request, "cocreation/workshops/workshop.html", context)


@require_safe
@public
@limited
def workshop_calendar_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    row = get_object_or_404(Workshop.objects.public().with_context(), agenda__code=code, number=number)
    response = HttpResponse(workshop_calendar(row), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="taller-{row.number}.ics"'
    return response
