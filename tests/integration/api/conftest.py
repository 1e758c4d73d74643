"""A portal with everything that the API can meet: complete, partial and absent results, two rounds, an erratum, and secrets."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from rest_framework.throttling import ScopedRateThrottle

from diagnostics.assessments.models import Answer, Round
from diagnostics.instruments.models import instruments
from diagnostics.results.actions import errata
from diagnostics.results.actions.errata import Corrected
from territory.models import Municipality
from tests.factories.accounts import make_user
from tests.factories.ballots import make_result, make_session
from tests.factories.cocreation import make_agenda, make_contribution
from tests.factories.diagnostics import AT, make_evidence
from tests.factories.results import levels, make_places, make_published_round, make_scored_round
from tests.factories.training import make_cohort, make_course, make_enrolment


@dataclass(frozen=True)
class Valley:
    """Five places; rounds «ciclo-1» and «ciclo-2» are published, the second with an erratum; «abierto» is not."""

    places: list[Municipality]
    open: Round


@pytest.fixture
def valley(db: None) -> Valley:
    places = make_places(5)
    partial = {"INF-01": 4, "INF-02": 4, "ESC-01": 2}
    first = dict(zip(places, [levels(1, 1, 1), levels(2, 1, 3), levels(4, 0, 2), partial, {}], strict=True))
    second = dict(zip(places, [levels(3, 2, 2), levels(4, 3, 1), partial, levels(2, 2, 2), {}], strict=True))
    make_published_round(first, code="ciclo-1", name="Ciclo 1")
    publication = make_published_round(
        second, code="ciclo-2", name="Ciclo 2", version="1.1.0", is_demo=True, at=AT + timedelta(days=200)
    )
    errata.correct(
        round=publication.round, corrections=[Corrected(places[0].divipola, "INF-01", "4", False, "")],
        reason="Se leyó mal el documento.", by=make_user(), at=AT + timedelta(days=230),
    )  # fmt: skip
    secret = {places[0]: {**levels(4, 4, 4), "INF-01": 3}, places[1]: levels(1, 1, 1)}
    hidden = make_scored_round(secret, code="abierto", name="Ciclo abierto", version="2.0.0")
    agenda = make_agenda(*places[:3])
    make_session(agenda)
    make_result(agenda)
    make_contribution(agenda, code="ID-0001")
    make_enrolment(make_cohort(make_course("C90")), make_user(), municipality=places[0])
    make_evidence(Answer.objects.filter(assessment__round=publication.round).first())  # nobody accepted it
    return Valley(places, hidden)


@pytest.fixture
def cold() -> None:
    """The process has read no instrument yet."""
    instruments._PARSED.clear()


@pytest.fixture
def rates(monkeypatch) -> dict[str, str]:
    """The limits of the API; a test may set its own."""
    rates = {"public": "100000/min", "staff": "100000/min"}
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", rates)
    return rates


@pytest.fixture(autouse=True)
def _no_limits(rates: dict[str, str]) -> None:
    """Tests ask more often than people may."""
