"""Enrolling in a cohort or in a route, changing what was said, and withdrawing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in
from core.web.edge import attempt, status_of
from core.words import counted
from training.cohorts.actions import enrolments as acts
from training.cohorts.choices import DATA_NOTICE_VERSION, LEARNS
from training.cohorts.forms.people import COURSE, TESTS, ParticularsForm
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.cohorts import is_taught_by, seats_left
from training.cohorts.queries.enrolments import defaults_of, enrolment_of, lines_of_route, may_enter
from training.cohorts.views.public import cohort_with_page
from training.courses.models import Route


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Enrol, come back, or change what was said: one form."""
    cohort = cohort_with_page(code)
    enrolment = enrolment_of(request.user, cohort)
    if enrolment is not None and enrolment.is_active:
        return _change(request, enrolment)
    may_choose = enrolment is None or enrolment.has_prior_learning
    form = ParticularsForm(_posted(request), initial=defaults_of(request.user), may_choose=may_choose)
    done, closed = None, _why_closed(request, cohort)
    if form.is_bound and form.is_valid():
        said = acts.Particulars(**form.said)
        done = attempt(form, acts.enrol, cohort=cohort, user=request.user, said=said, at=timezone.now())
        if done:
            request.session[LEARNS] = True
            messages.success(request, "Su inscripción quedó hecha. En esta página están sus fechas y sus sesiones.")
            return redirect(cohort)
        closed = done.message if done.status == 409 else ""
    context = {"cohort": cohort, "form": form, "closed": closed, "notice_version": DATA_NOTICE_VERSION}
    context["left"] = seats_left(cohort)
    status = 409 if closed else status_of(done, form)
    return render(request, "training/cohorts/enrol.html", context, status=status)


def _why_closed(request: HttpRequest, cohort: Cohort) -> str:
    """Say why the form would be refused, before somebody fills it."""
    if not cohort.takes_enrolments(timezone.localdate()):
        return f"{cohort.display_name} no recibe inscripciones."
    if is_taught_by(cohort, request.user):
        return "Usted enseña este grupo: no puede tomarlo."
    if not may_enter(request.user, cohort):
        return "Este grupo es por invitación. Pídala a quien lo enseña, con el correo de su cuenta."
    return "No quedan cupos. Si alguien se retira, su cupo aparece aquí." if seats_left(cohort) == 0 else ""


def _change(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    initial = {
        "name": enrolment.name, "municipality": enrolment.municipality_id, "office": enrolment.office,
        "way": TESTS if enrolment.has_prior_learning else COURSE,
    }  # fmt: skip
    options = {"has_consent": True, "may_choose": enrolment.has_prior_learning}
    form, done = ParticularsForm(_posted(request), initial=initial, **options), None
    if form.is_bound and form.is_valid():
        said = acts.Particulars(**form.said)
        done = attempt(form, acts.change, enrolment=enrolment, said=said, at=timezone.now())
        if done:
            messages.success(request, "Sus datos quedaron guardados.")
            return redirect(enrolment.cohort)
    context = {"cohort": enrolment.cohort, "enrolment": enrolment, "form": form, "notice_version": DATA_NOTICE_VERSION}
    return render(request, "training/cohorts/enrol.html", context, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_with_page(code)
    enrolment = enrolment_of(request.user, cohort)
    if enrolment is None or not enrolment.is_active:
        return redirect(cohort)
    if request.method == "POST":
        if attempt(request, acts.withdraw, enrolment=enrolment, at=timezone.now()):
            messages.success(request, "Se retiró del grupo. Su municipio y su dependencia quedaron borrados.")
        return redirect(cohort)
    return render(request, "training/cohorts/withdraw.html", {"cohort": cohort, "enrolment": enrolment})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enrol_in_route(request: HttpRequest, code: str) -> HttpResponse:
    """Enrol in the open cohorts of all courses of a route with one press."""
    route = get_object_or_404(Route, code=code)
    form = ParticularsForm(_posted(request), initial=defaults_of(request.user), may_choose=False)
    done = None
    if form.is_bound and form.is_valid():
        said = acts.Particulars(**form.said)
        done = attempt(form, acts.enrol_in_route, route=route, user=request.user, said=said, at=timezone.now())
        if done:
            request.session[LEARNS] = True
            _say(request, len(done.result))
            return redirect("cohorts:route-enrol", code)
    lines = lines_of_route(route, request.user)
    context = {
        "route": route, "lines": lines, "form": form, "open_now": sum(line.cohort is not None for line in lines),
        "notice_version": DATA_NOTICE_VERSION,
    }  # fmt: skip
    return render(request, "training/cohorts/route_enrol.html", context, status=status_of(done, form))


def _say(request: HttpRequest, made: int) -> None:
    if made:
        messages.success(request, f"Su inscripción quedó hecha en {counted(made, 'curso', 'cursos')} de la ruta.")
    else:
        messages.info(request, "No había ningún grupo abierto con cupo en el que no estuviera ya.")


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None
