"""People who did all that their course asks for, and their certificates."""

from datetime import datetime, timedelta

from accounts.models import User
from tests.factories.training import AT, make_cohort, make_enrolment
from training.assignments.choices import WorkState
from training.assignments.models import Work
from training.certificates.actions.issuing import issue
from training.certificates.models import Certificate
from training.cohorts.choices import AttendanceSource
from training.cohorts.models import Attendance, Cohort, Enrolment
from training.quizzes.models import Attempt

ISSUED_AT = AT + timedelta(days=20)  # the 28th of February of 2027


def finish(enrolment: Enrolment, *, attends: bool = True) -> Enrolment:
    """Hand in every quiz of the made course with full marks, have its assignment accepted, and attend a session."""
    for module in ("1-responder", "2-publicar"):
        Attempt.objects.create(
            enrolment=enrolment, module=module, number=1, questions=[], started_at=AT, handed_in_at=AT, points="1",
            out_of=1, share=10_000,
        )  # fmt: skip
    Work.objects.create(
        enrolment=enrolment, module="1-responder", text="Una respuesta escrita de nuevo.", state=WorkState.ACCEPTED,
        state_since=AT, handed_in_at=AT,
    )  # fmt: skip
    if attends:
        Attendance.objects.create(
            session=enrolment.cohort.sessions.first(), enrolment=enrolment, source=AttendanceSource.CODE, at=AT,
            by=enrolment.user,
        )  # fmt: skip
    return enrolment


def make_certificate(
    user: User, cohort: Cohort | None = None, *, at: datetime = ISSUED_AT, name: str = "Ana María Ejemplo Ñáñez"
) -> Certificate:
    enrolment = finish(make_enrolment(cohort or make_cohort(), user, name=name))
    [made] = issue(enrolments=[enrolment.pk], at=at)
    return made
