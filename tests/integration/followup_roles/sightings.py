"""Follow-up, what citizens found: a published one with a photo; `others/facilit` where facilitation differs."""

from tests.factories.followup import make_commitment
from tests.factories.sightings import make_sighting

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin others nobody
GET  sightings:commitment          200     200     200    200    200      200     200   200    200
POST sightings:commitment          422     422     422    422    422      422     422   422    422
GET  sightings:summary             302     302     302    302    302      302     302   302    302
GET  sightings:receipt             200     200     200    200    200      200     200   200    200
GET  sightings:photo               200     200     200    200    200      200     200   200    200
GET  sightings:queue               403     200     403    200    403      200     403   403/200  login
GET  sightings:work                403     200     403    404    403      200     403   403/200  login
POST sightings:work                403     422     403    404    403      422     403   403/422  login
GET  sightings:work-photo          403     200     403    404    403      200     403   403/200  login
"""


def arguments(cast) -> dict[str, dict]:
    code = {"code": "CO-VIO"}
    row = make_sighting(make_commitment(cast.here, **code), with_photo=True)
    one = code | {"number": row.number}
    return {f"sightings:{name}": code for name in ("commitment", "summary", "receipt")} | {
        f"sightings:{name}": one for name in ("photo", "work", "work-photo")
    }
