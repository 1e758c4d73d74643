"""Training, recall: a round of the liaison, who is enrolled in a cohort that runs. Links of mails open for anybody."""

from tests.factories.recall import make_round
from tests.factories.training import make_cohort, make_course
from training.recall.queries.rounds import leave_token, round_token

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  recall:round                302     302     302    302    302      302     302   302     302    302
POST recall:round                422     422     422    422    422      422     422   422     422    422
GET  recall:leave                302     302     302    302    302      302     302   302     302    302
POST recall:leave                302     302     302    302    302      302     302   302     302    302
GET  recall:satisfaction         404     200     404    404    404      404     404   404     404    login
POST recall:satisfaction         404     422     404    404    404      404     404   404     404    login
GET  recall:opinion-list         403     403     403    403    403      200     403   200     403    login
"""


def arguments(cast) -> dict[str, dict]:
    cohort = make_cohort(make_course("C94"), instructor=cast.instructor, code="g-recall")
    round = make_round(cohort, cast.liaison)
    return {
        "recall:round": {"token": round_token(round)},
        "recall:leave": {"token": leave_token(cast.liaison)},
        "recall:satisfaction": {"cohort": cohort.code},
    }
