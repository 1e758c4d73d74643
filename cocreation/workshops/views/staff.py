"""Workshops for facilitation: the list, the call, its changes, and what came out of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda
from cocreation.workshops.actions import workshops as acts
from cocreation.workshops.choices import Dimension
from cocreation.workshops.forms import AttendanceForm, EvaluationForm, KitForm, MinutesForm, WorkshopForm
from cocreation.workshops.models import Workshop
from cocreation.workshops.queries.attendance import counts_of, values_of
from cocreation.workshops.queries.cards import by_channel, kits_of
from cocreation.workshops.queries.upcoming import seats_left, with_seats_taken
from core.forms import ReasonForm
from core.web.edge import attempt, status_of
from core.web.pagination import paginate

PER_PAGE = 30
ASK_WHY = {
    "label": "Por qué se cancela",
    "hint": "La leen quienes iban a ir, en la página del taller y en su calendario.",
}


def workshop_of(code: str, number: int) -> Workshop:
    return get_object_or_404(with_seats_taken(Workshop.objects.with_context()), agenda__code=code, number=number)


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def workshop_list(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda, code=code)
    rows = with_seats_taken(agenda.workshops.select_related("agenda", "municipality")).order_by("-starts_at", "-pk")
    context = {"agenda": agenda, "page": paginate(request, rows, PER_PAGE), "channels": by_channel(agenda)}
    return render(request, "cocreation/workshops/staff/workshop_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def workshop_new(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda, code=code)
    form, done = WorkshopForm(request.POST if request.method == "POST" else None, agenda=agenda), None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.convene, agenda=agenda, by=request.user, at=timezone.now(), **form.call)
        if done:
            messages.success(request, f"El taller {done.result.number} quedó convocado y ya es público.")
            return redirect("workshops:workshop-manage", code, done.result.number)
    context = {"agenda": agenda, "form": form}
    return render(request, "cocreation/workshops/staff/workshop_edit.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def workshop_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    form = WorkshopForm(request.POST if request.method == "POST" else None, agenda=workshop.agenda, workshop=workshop)
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.change, workshop=workshop, by=request.user, at=timezone.now(), **form.call)
        if done:
            messages.success(request, "El taller quedó cambiado, también en el archivo de calendario.")
            return redirect("workshops:workshop-manage", code, number)
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/workshop_edit.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.MANAGE_AGENDAS)
def workshop_manage(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Everything that is done with a workshop, from one page."""
    workshop = workshop_of(code, number)
    context = {
        "agenda": workshop.agenda, "workshop": workshop, "left": seats_left(workshop), "at": timezone.now(),
        "waiting": workshop.registrations.filter(is_waiting=True).count(), "kits": kits_of(workshop),
        "typed": workshop.entries.count(), "kit_form": KitForm(), "evaluations": workshop.evaluations.all(),
    }  # fmt: skip
    return render(request, "cocreation/workshops/staff/workshop_manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def workshop_cancel(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    form, done = ReasonForm(request.POST if request.method == "POST" else None, **ASK_WHY), None
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, acts.cancel, workshop=workshop, reason=reason, by=request.user, at=timezone.now())
        if done:
            messages.success(request, "El taller quedó cancelado y su página lo dice.")
            return redirect("workshops:workshop-manage", code, number)
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/workshop_cancel.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def attendance_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    places = list(workshop.agenda.municipalities.in_river_order())
    values = {dimension.value: values_of(dimension, places) for dimension in Dimension}
    form = AttendanceForm(request.POST if request.method == "POST" else None, values=values, counts=counts_of(workshop))
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.hold, workshop=workshop, cells=form.cells, by=request.user, at=timezone.now())
        if done:
            messages.success(request, f"Quedó anotado que vinieron {done.result.attended} personas.")
            return redirect("workshops:workshop-manage", code, number)
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/attendance.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def minutes_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    form, done = MinutesForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.close, workshop=workshop, by=request.user, at=timezone.now(), **form.cleaned_data)
        if done:
            messages.success(request, "El acta es pública.")
            return redirect("workshops:workshop-manage", code, number)
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/minutes.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def evaluation_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    workshop = workshop_of(code, number)
    stored = {row.question: (row.yes, row.no) for row in workshop.evaluations.all()}
    form, done = EvaluationForm(request.POST if request.method == "POST" else None, stored=stored), None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.evaluate, workshop=workshop, answers=form.answers, by=request.user, at=timezone.now())
        if done:
            messages.success(request, "La evaluación quedó anotada.")
            return redirect("workshops:workshop-manage", code, number)
    context = {"agenda": workshop.agenda, "workshop": workshop, "form": form}
    return render(request, "cocreation/workshops/staff/evaluation.html", context, status=status_of(done, form))
