"""Follow-up, evidence: a file that is not public yet."""

from django.utils import timezone

from tests.factories.followup import make_evidence

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  evidence:file                 200     200     200    404    200      200     404   404    404
"""


def arguments(cast) -> dict[str, dict]:
    return {"evidence:file": {"pk": make_evidence(cast.here, at=timezone.now()).pk}}
