"""Training, assignments: a work that the contributor handed in, with a file, in the cohort of the instructor."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.training import make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE, make_work, upload

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  assignments:work            200     404     404    404    404      404     404   404     404    login
POST assignments:work            422     404     404    404    404      404     404   404     404    login
GET  assignments:file            200     404     404    404    404      200     404   200     404    login
GET  assignments:evidence        302     404     404    404    404      404     404   404     404    login
POST assignments:evidence        302     404     404    404    404      404     404   404     404    login
GET  assignments:work-list       403     403     403    403    403      200     403   200     403    login
GET  assignments:work-judge      403     403     403    403    403      200     403   200     403    login
POST assignments:work-judge      403     403     403    403    403      422     403   422     403    login
"""


def arguments(cast) -> dict[str, dict]:
    now = timezone.now()
    today = timezone.localdate(now)
    cohort = make_cohort(
        make_course(code="C93"),
        instructor=cast.instructor,
        code="g-tareas",
        starts_on=today,
        ends_on=today + timedelta(40),
    )
    work = make_work(make_enrolment(cohort, cast.contributor), upload(), at=now)
    one = {"cohort": cohort.code, "module": MODULE}
    return {
        "assignments:work": one, "assignments:evidence": one, "assignments:file": one | {"pk": work.files.get().pk},
        "assignments:work-judge": {"pk": work.pk},
    }  # fmt: skip
