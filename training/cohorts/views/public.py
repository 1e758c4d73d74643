"""The public page of a cohort, and the calendar file of its live sessions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from core.calendar.event import CONTENT_TYPE
from core.web.public_limit import limited
from core.words import counted, long_date
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.attendance import sessions_attended
from training.cohorts.queries.calendar import sessions_calendar
from training.cohorts.queries.cohorts import is_taught_by, may_run, seats_left, with_seats_taken
from training.cohorts.queries.enrolments import enrolment_of, may_enter


def cohort_with_page(code: str) -> Cohort:
    return get_object_or_404(with_seats_taken(Cohort.objects.with_context().with_page()), code=code)


@require_safe
@never_cache
@public
@limited
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, its days, its seats; for who is signed in, what they may do in it."""
    cohort, user, now = cohort_with_page(code), request.user, timezone.now()
    enrolment = enrolment_of(user, cohort)
    is_learner = enrolment is not None and enrolment.is_active
    teaches = user.is_authenticated and is_taught_by(cohort, user)
    context = {
        "cohort": cohort, "version": cohort.version, "sessions": list(cohort.sessions.all()), "at": now,
        "left": seats_left(cohort), "takes": cohort.takes_enrolments(timezone.localdate(now)), "enrolment": enrolment,
        "is_learner": is_learner, "teaches": teaches, "sees_links": is_learner or teaches,
        "may_enter": not user.is_authenticated or may_enter(user, cohort),
        "may_run": user.is_authenticated and may_run(user, cohort),
        "attended": sessions_attended(enrolment) if is_learner else set(),
        "make_up": _make_up(enrolment) if is_learner else None,
        "description": f"{cohort.name}: curso gratuito de {counted(cohort.version.hours, 'hora', 'horas')}, del "
        f"{long_date(cohort.starts_on)} al {long_date(cohort.ends_on)}.",
    }  # fmt: skip
    return render(request, "training/cohorts/detail.html", context)


def _make_up(enrolment: Enrolment):
    return getattr(enrolment, "make_up", None)


@require_safe
@never_cache
@public
@limited
def calendar_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same events for everybody; with the address of the meeting for who takes part."""
    cohort, user = cohort_with_page(code), request.user
    enrolment = enrolment_of(user, cohort)
    takes_part = (enrolment is not None and enrolment.is_active) or (
        user.is_authenticated and is_taught_by(cohort, user)
    )
    response = HttpResponse(sessions_calendar(cohort, with_link=takes_part), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="sesiones-{cohort.code}.ics"'
    return response
