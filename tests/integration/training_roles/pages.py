"""Training, pages."""

from tests.factories.training import make_cohort, make_course, make_enrolment

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  training:catalogue          200     200     200    200    200      200     200   200     200    200
GET  training:course             200     200     200    200    200      200     200   200     200    200
GET  training:question-list      200     200     200    200    200      200     200   200     200    200
GET  training:data               200     200     200    200    200      200     200   200     200    200
GET  training:data-file          200     200     200    200    200      200     200   200     200    200
GET  training:teaching           403     403     403    403    403      200     403   200     403    login
GET  training:board              403     302     302    302    403      200     403   200     403    login
GET  training:board-municipality 403     200     200    403    403      200     403   200     403    login
"""


def arguments(cast) -> dict[str, dict]:
    cohort = make_cohort(make_course("C96"), instructor=cast.instructor, code="g-pages")
    make_enrolment(cohort, cast.liaison)
    return {
        "training:board-municipality": {"slug": cast.here.slug},
        "training:course": {"code": "C96"},
        "training:data-file": {"name": "personas.csv"},
    }
