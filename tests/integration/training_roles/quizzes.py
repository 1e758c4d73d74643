"""Training, quizzes: the liaison has an open attempt, and nobody else is enrolled. The instructor teaches the cohort."""

from django.utils import timezone

from tests.factories.training import make_cohort, make_course, make_enrolment
from training.quizzes.actions.attempts import start

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  quizzes:quiz                404     200     404    404    404      404     404   404     404    login
POST quizzes:start               404     302     404    404    404      404     404   404     404    login
GET  quizzes:attempt             404     200     404    404    404      404     404   404     404    login
POST quizzes:attempt             404     302     404    404    404      404     404   404     404    login
POST quizzes:answer-save         404     200     404    404    404      404     404   404     404    login
GET  quizzes:paper               403     403     403    403    403      200     403   200     403    login
POST quizzes:paper               403     403     403    403    403      422     403   422     403    login
GET  quizzes:sheet               403     403     403    403    403      200     403   200     403    login
GET  quizzes:item-list           403     403     403    403    403      200     403   200     403    login
"""


def arguments(cast) -> dict[str, dict]:
    cohort = make_cohort(make_course("C86"), instructor=cast.instructor, code="g-quiz")
    enrolment = make_enrolment(cohort, cast.liaison)
    module = cohort.version.parsed.modules[0]
    begun = start(enrolment=enrolment, module=module, at=timezone.now())
    quiz = {"cohort": cohort.code, "module": module.code}
    attempt = quiz | {"number": begun.number}
    return {
        "quizzes:quiz": quiz,
        "quizzes:start": quiz,
        "quizzes:paper": quiz,
        "quizzes:sheet": quiz,
        "quizzes:item-list": quiz,
        "quizzes:attempt": attempt,
        "quizzes:answer-save": attempt | {"question": "P1"},
    }
