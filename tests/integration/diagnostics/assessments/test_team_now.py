"""The way from a team's page to who has which dimension, without knowing the round."""

import pytest

from tests.factories.diagnostics import make_round

pytestmark = pytest.mark.django_db


def test_round_in_hand_of_the_municipality_opens(cast, assessment, browser_of):
    desk = browser_of(cast.liaison)
    assert desk.get("/reparto/aqui/").url == "/diagnostico/ciclo/aqui/equipo/"
    make_round(cast.here, code="siguiente")
    assert desk.get("/reparto/aqui/").url == "/diagnostico/siguiente/aqui/equipo/"
    make_round(cast.there, code="ajeno")
    assert desk.get("/reparto/aqui/").url == "/diagnostico/siguiente/aqui/equipo/"


def test_what_does_not_exist_looks_like_what_is_not_hers(cast, assessment, browser_of):
    desk = browser_of(cast.neighbour)
    assert [desk.get(f"/reparto/{place}/").url for place in ("aqui", "nada")] == ["/trabajo/", "/trabajo/"]
    assert desk.get("/reparto/alla/").url == "/diagnostico/ciclo/alla/equipo/"
