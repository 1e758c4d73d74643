"""Cohorts for who coordinates or teaches them. An instructor sees those they teach."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from training.cohorts.actions import cohorts as acts
from training.cohorts.actions import invitations
from training.cohorts.forms.cohorts import CohortForm, InvitationForm
from training.cohorts.models import Cohort
from training.cohorts.queries.attendance import counts_of, roster
from training.cohorts.queries.cohorts import run_by, seats_left, with_seats_taken, with_waiting_make_ups

PER_PAGE, PEOPLE = 30, 60
WHO = (Permission.MANAGE_COHORTS, Permission.TEACH_COURSES)
END_WHY = {
    "label": "Por qué termina antes",
    "hint": "La leen quienes toman el curso, en un aviso y en la página del grupo.",
}
CANCEL_WHY = {"label": "Por qué se cancela", "hint": END_WHY["hint"]}


def cohort_of(request: HttpRequest, code: str) -> Cohort:
    """Return a cohort that the user may run; 404 for others."""
    return get_object_or_404(run_by(request.user), code=code)


@require_safe
@requires(*WHO)
def cohort_list(request: HttpRequest) -> HttpResponse:
    rows = with_waiting_make_ups(with_seats_taken(run_by(request.user))).order_by("-starts_on", "code")
    context = {"page": paginate(request, rows, PER_PAGE), "runs_all": can(request.user, Permission.MANAGE_COHORTS)}
    return render(request, "training/cohorts/staff/cohort_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def cohort_new(request: HttpRequest) -> HttpResponse:
    """Who only teaches becomes the instructor of the new cohort; who coordinates names them."""
    form = CohortForm(_posted(request), may_name=can(request.user, Permission.MANAGE_COHORTS))
    done = None
    if form.is_bound and form.is_valid():
        people = form.people
        done = attempt(
            form, acts.create, by=request.user, at=timezone.now(), call=form.call, sessions=form.sessions,
            instructors=[request.user] if people is None else people,
        )  # fmt: skip
        if done:
            messages.success(request, "El grupo quedó en preparación. Nadie más lo ve hasta que lo abra.")
            return redirect("cohorts:cohort-manage", done.result.code)
    return render(request, "training/cohorts/staff/cohort_edit.html", {"form": form}, status=status_of(done, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def cohort_edit(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_of(request, code)
    may_name = can(request.user, Permission.MANAGE_COHORTS)
    form, done = CohortForm(_posted(request), cohort=cohort, may_name=may_name), None
    if form.is_bound and form.is_valid():
        done = attempt(
            form, acts.change, cohort=cohort, seen=form.cleaned_data["seen"] or 0, by=request.user, at=timezone.now(),
            call=form.call, sessions=form.sessions, instructors=form.people,
        )  # fmt: skip
        if done:
            messages.success(request, "El grupo quedó cambiado, también en el archivo de calendario.")
            return redirect("cohorts:cohort-manage", done.result.code)
    context = {"cohort": cohort, "form": form}
    return render(request, "training/cohorts/staff/cohort_edit.html", context, status=status_of(done, form))


@require_safe
@requires(*WHO)
def cohort_manage(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is done with a cohort, from one page."""
    cohort, now = cohort_of(request, code), timezone.now()
    sessions = list(cohort.sessions.all())
    attended = counts_of(sessions)
    waiting = roster(cohort, without=request.user).filter(
        make_up__isnull=False, make_up__accepted_at=None, make_up__returned_at=None
    )  # fmt: skip
    context = {
        "cohort": cohort, "sessions": [(session, attended[session.number]) for session in sessions], "at": now,
        "left": seats_left(cohort), "page": paginate(request, roster(cohort), PEOPLE),
        "instructors": cohort.teaching.select_related("user").order_by("user__name"),
        "quizzes": [module for module in cohort.version.parsed.modules if module.quiz],
        "first_lesson": next(((one.code, one.lessons[0].code) for one in cohort.version.parsed.modules if one.lessons), None),
        "waiting": waiting, "invited": cohort.invitations.count(),
        "withdrawn": cohort.enrolments.exclude(withdrawn_at=None).count(),
    }  # fmt: skip
    return render(request, "training/cohorts/staff/cohort_manage.html", context)


@require_POST
@requires(*WHO)
def cohort_open(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_of(request, code)
    if attempt(request, acts.open_cohort, cohort=cohort, by=request.user, at=timezone.now()):
        messages.success(request, "El grupo está abierto y su página ya es pública.")
    return redirect("cohorts:cohort-manage", code)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def cohort_end(request: HttpRequest, code: str) -> HttpResponse:
    done = "El grupo terminó y se avisó a quienes lo toman."
    return _over(request, code, acts.end_early, END_WHY, template="cohort_end", done=done)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def cohort_cancel(request: HttpRequest, code: str) -> HttpResponse:
    done = "El grupo quedó cancelado y se avisó a quienes lo toman."
    return _over(request, code, acts.cancel, CANCEL_WHY, template="cohort_cancel", done=done)


def _over(request: HttpRequest, code: str, act, why: dict[str, str], *, template: str, done: str) -> HttpResponse:
    """Ask for a reason, and end the cohort with it."""
    cohort = cohort_of(request, code)
    form, tried = ReasonForm(_posted(request), **why), None
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        tried = attempt(form, act, cohort=cohort, reason=reason, by=request.user, at=timezone.now())
        if tried:
            messages.success(request, done)
            return redirect("cohorts:cohort-manage", code)
    page = f"training/cohorts/staff/{template}.html"
    return render(request, page, {"cohort": cohort, "form": form}, status=status_of(tried, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*WHO)
def invitation_list(request: HttpRequest, code: str) -> HttpResponse:
    cohort = cohort_of(request, code)
    form, done = InvitationForm(_posted(request)), None
    if form.is_bound and form.is_valid():
        emails = form.cleaned_data["emails"]
        done = attempt(form, invitations.invite, cohort=cohort, emails=emails, by=request.user, at=timezone.now())
        if done:
            messages.success(request, _invited(done.result, len(emails)))
            return redirect("cohorts:invitation-list", code)
    rows = cohort.invitations.order_by("-invited_at", "email")
    enrolled = set(cohort.enrolments.active().values_list("user__email", flat=True))
    context = {"cohort": cohort, "form": form, "page": paginate(request, rows, PEOPLE), "enrolled": enrolled}
    return render(request, "training/cohorts/staff/invitation_list.html", context, status=status_of(done, form))


def _invited(new: int, all_of_them: int) -> str:
    if not new:
        return "Ya estaban todas invitadas: no se envió ningún correo."
    known = all_of_them - new
    sent = "Se envió 1 invitación." if new == 1 else f"Se envían {new} invitaciones."
    return f"{sent} {known} ya estaban." if known else sent


@require_POST
@requires(*WHO)
def invitation_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    cohort = cohort_of(request, code)
    if invitations.take_back(cohort=cohort, pk=pk, by=request.user, at=timezone.now()):
        messages.success(request, "La invitación quedó retirada. Si la persona ya se inscribió, sigue inscrita.")
    return redirect("cohorts:invitation-list", code)


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None
