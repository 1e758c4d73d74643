"""Attendance: the code on the screen, the person who types it, and the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires, signed_in
from core.web.addresses import absolute
from core.web.edge import attempt, status_of
from core.words import counted
from training.cohorts.actions import attendance as acts
from training.cohorts.choices import CODE_MINUTES
from training.cohorts.forms.people import AttendanceForm, CodeForm
from training.cohorts.models import Cohort, LiveSession
from training.cohorts.queries.attendance import attended_ids, code_on_screen, counts_of, roster, sessions_attended
from training.cohorts.queries.codes import code_of
from training.cohorts.queries.enrolments import enrolment_of
from training.cohorts.views.public import cohort_with_page
from training.cohorts.views.staff import WHO, cohort_of


def session_of(request: HttpRequest, code: str, number: int) -> tuple[Cohort, LiveSession]:
    cohort = cohort_of(request, code)
    session = get_object_or_404(LiveSession, cohort=cohort, number=number)
    session.cohort = cohort
    return cohort, session


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def code_show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The page for the big screen. A new code on each press; loading it again shows the same while it is good."""
    cohort, session = session_of(request, code, number)
    now = timezone.now()
    if request.method == "POST":
        attempt(request, acts.show_code, session=session, by=request.user, at=now)
        return redirect("cohorts:code-show", code, number)
    shown = code_on_screen(session, now)
    context = {
        "cohort": cohort, "session": session, "shown": shown, "code": code_of(shown.salt) if shown else "",
        "minutes": CODE_MINUTES, "address": absolute(f"{cohort.get_absolute_url()}asistencia/"),
        "attended": counts_of([session])[number],
    }  # fmt: skip
    return render(request, "training/cohorts/staff/code_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def attend(request: HttpRequest, code: str) -> HttpResponse:
    """Where an enrolled person types the code."""
    cohort = cohort_with_page(code)
    enrolment = enrolment_of(request.user, cohort)
    if enrolment is None or not enrolment.is_active:
        messages.info(request, "Para anotar su asistencia, primero inscríbase en el grupo.")
        return redirect(cohort)
    form, done = CodeForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        done = attempt(form, acts.attend, enrolment=enrolment, typed=form.cleaned_data["code"], at=timezone.now())
        if done:
            messages.success(request, f"Su asistencia a la sesión {done.result.session.number} quedó anotada.")
            return redirect(cohort)
    context = {"cohort": cohort, "form": form, "attended": sessions_attended(enrolment)}
    response = render(request, "training/cohorts/attend.html", context, status=status_of(done, form))
    if done is not None and isinstance(done.refusal, acts.TooManyTries):
        response.status_code = 429
        response["Retry-After"] = str(done.refusal.seconds)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def attendance_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    cohort, session = session_of(request, code, number)
    people = list(roster(cohort, without=request.user))
    form = AttendanceForm(
        request.POST if request.method == "POST" else None, people=people, attended=attended_ids(session)
    )
    done = None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, acts.correct, session=session, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(),
            **form.changes,
        )  # fmt: skip
        if done:
            added, removed = (counted(n, "persona", "personas") for n in done.result)
            messages.success(request, f"La lista quedó guardada: se anotó a {added} y se quitó a {removed}.")
            return redirect("cohorts:cohort-manage", code)
    context = {"cohort": cohort, "session": session, "form": form, "people": people}
    return render(request, "training/cohorts/staff/attendance_edit.html", context, status=status_of(done, form))
