"""Training, cohorts: one in preparation, one that is open, and the make-up of somebody in it. The instructor teaches both."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.accounts import make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState
from training.cohorts.models import CohortInvitation, MakeUp
from training.courses.models import Route

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  cohorts:detail              200     200     200    200    200      200     200   200     200    200
GET  cohorts:calendar            200     200     200    200    200      200     200   200     200    200
GET  cohorts:enrol               200     200     200    200    200      200     200   409     200    login
POST cohorts:enrol               422     422     422    422    422      422     422   409     422    login
GET  cohorts:withdraw            302     302     302    302    302      302     302   302     302    login
POST cohorts:withdraw            302     302     302    302    302      302     302   302     302    login
GET  cohorts:attend              302     302     302    302    302      302     302   302     302    login
POST cohorts:attend              302     302     302    302    302      302     302   302     302    login
GET  cohorts:make-up-send        302     302     302    302    302      302     302   302     302    login
POST cohorts:make-up-send        302     302     302    302    302      302     302   302     302    login
GET  cohorts:route-enrol         200     200     200    200    200      200     200   200     200    login
POST cohorts:route-enrol         422     422     422    422    422      422     422   422     422    login
GET  cohorts:cohort-list         403     403     403    403    403      200     403   200     403    login
GET  cohorts:cohort-new          403     403     403    403    403      200     403   200     403    login
POST cohorts:cohort-new          403     403     403    403    403      422     403   422     403    login
GET  cohorts:cohort-manage       403     403     403    403    403      200     403   200     403    login
GET  cohorts:cohort-edit         403     403     403    403    403      200     403   200     403    login
POST cohorts:cohort-edit         403     403     403    403    403      422     403   422     403    login
POST cohorts:cohort-open         403     403     403    403    403      302     403   302     403    login
GET  cohorts:cohort-end          403     403     403    403    403      200     403   200     403    login
POST cohorts:cohort-end          403     403     403    403    403      422     403   422     403    login
GET  cohorts:cohort-cancel       403     403     403    403    403      200     403   200     403    login
POST cohorts:cohort-cancel       403     403     403    403    403      422     403   422     403    login
GET  cohorts:invitation-list     403     403     403    403    403      200     403   200     403    login
POST cohorts:invitation-list     403     403     403    403    403      422     403   422     403    login
POST cohorts:invitation-remove   403     403     403    403    403      302     403   302     403    login
GET  cohorts:code-show           403     403     403    403    403      200     403   200     403    login
POST cohorts:code-show           403     403     403    403    403      302     403   302     403    login
GET  cohorts:attendance-edit     403     403     403    403    403      200     403   200     403    login
POST cohorts:attendance-edit     403     403     403    403    403      409     403   409     403    login
GET  cohorts:make-up-judge       403     403     403    403    403      200     403   200     403    login
POST cohorts:make-up-judge       403     403     403    403    403      409     403   409     403    login
"""


def arguments(cast) -> dict[str, dict]:
    now = timezone.now()
    days = {"starts_on": timezone.localdate(now), "ends_on": timezone.localdate(now) + timedelta(days=40)}
    course = make_course(code="C91")
    draft = make_cohort(course, instructor=cast.instructor, code="g-prep", state=CohortState.DRAFT, **days)
    opened = make_cohort(course, instructor=cast.instructor, code="g-open", **days)
    opened.sessions.update(starts_at=now + timedelta(days=3))
    Route.objects.create(code="r-91", title="Atención", courses=["C91"])
    make_up = MakeUp.objects.create(
        enrolment=make_enrolment(opened, make_user()), text="Leí la guía y cambié dos respuestas.", sent_at=now
    )
    asked = CohortInvitation.objects.create(
        cohort=opened, email="a@alcaldia.example", invited_at=now, invited_by=cast.instructor
    )
    code, session = {"code": opened.code}, {"code": opened.code, "number": 1}
    of_one = (
        "detail", "calendar", "enrol", "withdraw", "attend", "make-up-send", "cohort-manage", "cohort-edit", "cohort-end",
        "cohort-cancel", "invitation-list",
    )  # fmt: skip
    return {f"cohorts:{name}": code for name in of_one} | {
        "cohorts:cohort-open": {"code": draft.code},
        "cohorts:route-enrol": {"code": "r-91"},
        "cohorts:invitation-remove": code | {"pk": asked.pk},
        "cohorts:code-show": session,
        "cohorts:attendance-edit": session,
        "cohorts:make-up-judge": code | {"pk": make_up.pk},
    }
