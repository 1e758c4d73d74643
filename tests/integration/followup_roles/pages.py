"""Follow-up, pages: an indicator with a value and a target, and a commitment."""

from tests.factories.followup import make_approved, make_commitment, make_sheet, make_target

TABLE = """
                                    contrib liaison approv neighb reviewer coordin admin others nobody
GET  followup:board                  200     200     200    200    200      200     403   403    login
GET  followup:indicator-list         200     200     200    200    200      200     200   200    200
GET  followup:indicator              200     200     200    200    200      200     200   200    200
GET  followup:indicator-data         200     200     200    200    200      200     200   200    200
GET  followup:indicator-feed         200     200     200    200    200      200     200   200    200
GET  followup:indicator-data-all     200     200     200    200    200      200     200   200    200
GET  followup:recompute-lights       200     200     200    200    200      200     200   200    200
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
    sheet = make_sheet(code="IND-90")
    make_approved(sheet, cast.here, "2026-T2", 80, 100)
    make_target(sheet, cast.here, "2026-T2", target=90)
    one = {"code": make_commitment(cast.here, code="CO-PAGES").code}
    return {
        "followup:indicator": {"code": sheet.code}, "followup:indicator-data": {"code": sheet.code},
        "followup:indicator-feed": {"code": sheet.code},
        "followup:commitment": one, "followup:commitment-feed": one, "followup:commitment-dates": one,
        "followup:commitment-file": one | {"name": "compromiso.json"}, "followup:data-file": {"name": "compromisos.csv"},
    }  # fmt: skip
