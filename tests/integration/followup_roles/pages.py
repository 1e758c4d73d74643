"""Follow-up, pages: an indicator with a value and a target."""

from tests.factories.followup import make_approved, make_sheet, make_target

TABLE = """
                                    contrib liaison approv neighb reviewer coordin admin others nobody
GET  followup:indicator-list         200     200     200    200    200      200     200   200    200
GET  followup:indicator              200     200     200    200    200      200     200   200    200
GET  followup:indicator-data         200     200     200    200    200      200     200   200    200
GET  followup:indicator-data-all     200     200     200    200    200      200     200   200    200
GET  followup:recompute-lights       200     200     200    200    200      200     200   200    200
"""


def arguments(cast) -> dict[str, dict]:
    sheet = make_sheet(code="IND-90")
    make_approved(sheet, cast.here, "2026-T3", 80, 100)
    make_target(sheet, cast.here, "2026-T3", target=90)
    return {name: {"code": sheet.code} for name in ("followup:indicator", "followup:indicator-data")}
