"""Follow-up, pages."""

from tests.factories.followup import make_commitment

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  followup:commitment-list      200     200     200    200    200      200     200   200    200
GET  followup:commitment           200     200     200    200    200      200     200   200    200
GET  followup:commitment-feed      200     200     200    200    200      200     200   200    200
GET  followup:commitment-dates     200     200     200    200    200      200     200   200    200
GET  followup:commitment-dates-all 200     200     200    200    200      200     200   200    200
GET  followup:commitment-file      200     200     200    200    200      200     200   200    200
GET  followup:data                 200     200     200    200    200      200     200   200    200
GET  followup:data-file            200     200     200    200    200      200     200   200    200
"""


def arguments(cast) -> dict[str, dict]:
    one = {"code": make_commitment(cast.here, code="CO-PAGES").code}
    return {
        "followup:commitment": one, "followup:commitment-feed": one, "followup:commitment-dates": one,
        "followup:commitment-file": one | {"name": "compromiso.json"}, "followup:data-file": {"name": "compromisos.csv"},
    }  # fmt: skip
