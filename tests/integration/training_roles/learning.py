"""Training, learning: the liaison takes a course and asked something in it; the instructor teaches it."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.training import make_cohort, make_course, make_enrolment
from training.learning.actions.questions import ask

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  learning:home               200     200     200    200    200      200     200   200     200    login
GET  learning:course             404     200     404    404    404      404     404   404     404    login
GET  learning:lesson             404     200     404    404    404      200     404   200     404    login
POST learning:lesson             404     422     404    404    404      404     404   404     404    login
POST learning:lesson-place       404     204     404    404    404      404     404   404     404    login
POST learning:lesson-done        404     302     404    404    404      404     404   404     404    login
GET  learning:paper-pdf          200     200     200    200    200      200     200   200     200    200
GET  learning:paper-html         200     200     200    200    200      200     200   200     200    200
GET  learning:lessons-for-question 200     200     200    200    200      200     200   200     200    200
GET  learning:courses-for-place  200     200     200    200    200      200     200   200     200    200
GET  learning:lesson-open        302     302     302    302    302      302     302   302     302    302
GET  learning:question-list      403     403     403    403    403      200     403   200     403    login
GET  learning:question-answer    403     403     403    403    403      200     403   200     403    login
POST learning:question-answer    403     403     403    403    403      422     403   422     403    login
"""


def arguments(cast) -> dict[str, dict]:
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=40)}
    cohort = make_cohort(make_course(code="C92"), instructor=cast.instructor, code="g-lee", **days)
    enrolment = make_enrolment(cohort, cast.liaison)
    module = cohort.version.parsed.modules[0]
    asked = ask(
        enrolment=enrolment, module=module, lesson=module.lessons[0], text="¿Y si es urgente?", at=timezone.now()
    )
    paper = {"code": "C92", "version": "1.0.0"}
    lesson = {"cohort": cohort.code, "module": module.code, "lesson": module.lessons[0].code}
    return {f"learning:{name}": lesson for name in ("lesson", "lesson-place", "lesson-done")} | {
        "learning:course": {"cohort": cohort.code},
        "learning:lessons-for-question": {"code": "A-01"},
        "learning:courses-for-place": {"slug": cast.here.slug},
        "learning:lesson-open": {"course": "C92", "module": module.code, "lesson": module.lessons[0].code},
        "learning:paper-pdf": paper,
        "learning:paper-html": paper,
        "learning:question-answer": {"pk": asked.pk},
    }
