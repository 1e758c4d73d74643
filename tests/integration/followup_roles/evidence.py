"""Follow-up, evidence: a file that is not public yet."""

from django.utils import timezone

from tests.factories.followup import make_evidence

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  evidence:file                 200     200     200    404    200      200     404   404    404
GET  evidence:withhold             403     200     403    404    200      200     403   403    login
POST evidence:withhold             403     422     403    404    422      422     403   403    login
"""


def arguments(cast) -> dict[str, dict]:
    one = {"pk": make_evidence(cast.here, at=timezone.now()).pk}
    return {"evidence:file": one, "evidence:withhold": one}
