"""Follow-up, indicators: a measurement that the town hall has begun, and another that waits for approval."""

from tests.factories.followup import make_sheet
from tests.factories.measuring import PERIOD, send, write

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  indicators:measurement-list   200     200     403    200    302      302     403   403    login
GET  indicators:measurement-write  200     200     403    404    403      403     403   403    login
POST indicators:measurement-write  422     422     403    404    403      403     403   403    login
GET  indicators:measurement-value  200     200     403    404    403      403     403   403    login
GET  indicators:measurement-queue  403     403     403    403    200      200     403   403    login
GET  indicators:measurement-judge  403     403     403    403    200      200     403   403    login
POST indicators:measurement-judge  403     403     403    403    422      422     403   403    login
GET  indicators:period-list        403     403     403    403    403      200     403   403    login
GET  indicators:period             403     403     403    403    403      200     403   403    login
POST indicators:period             403     403     403    403    403      422     403   403    login
GET  indicators:file-load          403     403     403    403    403      200     403   403    login
POST indicators:file-load          403     403     403    403    403      422     403   403    login
POST indicators:file-confirm       403     403     403    403    403      302     403   403    login
GET  indicators:target-list        403     403     403    403    403      200     403   403    login
GET  indicators:target-edit        403     403     403    403    403      200     403   403    login
POST indicators:target-edit        403     403     403    403    403      422     403   403    login
"""


def arguments(cast) -> dict[str, dict]:
    make_sheet()
    write(cast.here, cast.liaison)
    sent = send(cast.there, cast.neighbour)
    one = {"municipality": cast.here.slug, "code": "IND-03", "period": PERIOD}
    return {
        "indicators:measurement-write": one, "indicators:measurement-value": one,
        "indicators:measurement-judge": {"pk": sent.pk}, "indicators:period": {"code": PERIOD},
        "indicators:target-edit": {"code": "IND-03", "period": "2026"},
    }  # fmt: skip
