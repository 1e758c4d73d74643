"""Caller × address of the API: a session counts for nothing, a token for what its person may do now."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from knox.models import AuthToken

from accounts.actions import tokens
from followup.indicators.models import IndicatorSheet
from tests.factories.accounts import make_user
from tests.factories.followup import make_commitment, make_sheet
from tests.factories.practices import many_published

pytestmark = pytest.mark.django_db

# What nobody gets, a coordinator with her session, the token of a liaison (who could not make one), that of a reviewer.
TABLE = """
                     nobody session liaison reviewer POST
api:index            200    200     200     200      405
api:schema           200    200     200     200      405
api:swagger          200    200     200     200      405
api:redoc            200    200     200     200      405
api:municipalities   200    200     200     200      405
api:municipality     200    200     200     200      405
api:instruments      200    200     200     200      405
api:instrument       200    200     200     200      405
api:rounds           200    200     200     200      405
api:round            200    200     200     200      405
api:scores           200    200     200     200      405
api:questions        200    200     200     200      405
api:question         200    200     200     200      405
api:trend            200    200     200     200      405
api:agendas          200    200     200     200      405
api:agenda           200    200     200     200      405
api:contributions    200    200     200     200      405
api:contribution     200    200     200     200      405
api:priorities       200    200     200     200      405
api:courses          200    200     200     200      405
api:course           200    200     200     200      405
api:commitments      200    200     200     200      405
api:commitment       200    200     200     200      405
api:indicators       200    200     200     200      405
api:indicator        200    200     200     200      405
api:indicator-values 200    200     200     200      405
api:practices        200    200     200     200      405
api:practice         200    200     200     200      405
api:catalogue        200    200     200     200      405
api:staff-rounds     401    401     403     200      405
api:staff-progress   401    401     403     200      405
api:staff-scores     401    401     403     200      405
"""
ROWS = {name: tuple(map(int, cells)) for name, *cells in map(str.split, TABLE.strip().splitlines()[1:])}


def test_every_address_stands_in_the_table():
    (api,) = (entry for entry in get_resolver().url_patterns if getattr(entry, "namespace", None) == "api")
    assert sorted(ROWS) == sorted(f"api:{entry.name}" for entry in api.url_patterns)


def test_every_address_answers_everybody_as_the_table_says(valley, cast, browser_of):
    _, of_liaison = AuthToken.objects.create(cast.liaison)
    reviewer = Client(headers={"authorization": f"Bearer {tokens.make(by=cast.reviewer, at=timezone.now())}"})
    liaison = Client(headers={"authorization": f"Bearer {of_liaison}"})
    asking = (browser_of(None), browser_of(cast.coordinator), liaison, reviewer)
    found = {}
    for name in ROWS:
        url = reverse(name, kwargs=_arguments(name, valley))
        found[name] = (*(one.get(url).status_code for one in asking), reviewer.post(url).status_code)
    assert found == ROWS


def _arguments(name: str, valley) -> dict[str, str]:
    if name == "api:instrument":
        return {"code": "TRES", "version": "1.0.0"}
    if name in ("api:agenda", "api:contributions", "api:priorities"):
        return {"code": "AG-1"}
    if name == "api:contribution":
        return {"code": "AG-1", "number": "ID-0001"}
    if name == "api:course":
        return {"code": "C90"}
    if name == "api:practice":
        return {"code": many_published(make_user(), valley.places[:1], 1)[0].code}
    if name == "api:commitment":
        return {"code": make_commitment(valley.places[0]).code}
    if name in ("api:indicator", "api:indicator-values"):
        return {"code": (IndicatorSheet.objects.first() or make_sheet()).code}
    if name == "api:municipality":
        return {"divipola": valley.places[0].divipola}
    one = {"code": "abierto" if "staff" in name else "ciclo-1"}
    if name in ("api:staff-rounds", "api:rounds") or name.removeprefix("api:") in (
        "index", "schema", "swagger", "redoc", "municipalities", "instruments", "trend", "catalogue", "agendas",
        "courses", "commitments", "indicators", "practices",
    ):  # fmt: skip
        return {}
    return one | {"question": "INF-01"} if name == "api:question" else one
