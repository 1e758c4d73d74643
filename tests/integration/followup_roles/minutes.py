"""Follow-up, minutes: a closed one, and a draft."""

from django.utils import timezone

from tests.factories.minutes import begun, close

TABLE = """
                          contrib liaison approv neighb reviewer coordin admin others nobody
GET  minutes:minutes-list  403     403     403    403    200      200     403   403    login
POST minutes:start         403     403     403    403    403      302     403   403    login
GET  minutes:draft         403     403     403    403    403      200     403   403    login
POST minutes:draft         403     403     403    403    403      422     403   403    login
GET  minutes:minutes       403     403     403    403    200      200     403   403    login
GET  minutes:minutes-pdf   403     403     403    403    200      200     403   403    login
"""


def arguments(cast) -> dict[str, dict]:
    now = timezone.now()
    one = {"number": close(begun(cast.coordinator, now), cast.coordinator, now).number}
    begun(cast.coordinator, now)
    return {"minutes:minutes": one, "minutes:minutes-pdf": one}
