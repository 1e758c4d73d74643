from collections.abc import Callable
from datetime import timedelta

import pytest

from diagnostics.instruments.models import instruments
from diagnostics.results.actions import errata
from diagnostics.results.models import Publication
from territory.models import Municipality
from tests.factories.diagnostics import AT
from tests.factories.results import five_outcomes, make_places, make_published_round


@pytest.fixture
def places(db: None) -> list[Municipality]:
    return make_places(5)


@pytest.fixture
def published(places: list[Municipality]) -> Publication:
    return make_published_round(five_outcomes(places), code="ciclo-1", name="Ciclo 2027-1", is_demo=True)


@pytest.fixture
def corrected(published: Publication, places: list[Municipality], cast) -> Publication:
    """An erratum about the first municipality, thirty days after."""
    made = errata.Corrected(places[0].divipola, "RES-01", "3", False, "")
    return errata.correct(
        round=published.round,
        corrections=[made],
        reason="Se leyó mal el anexo.",
        by=cast.coordinator,
        at=AT + timedelta(days=30),
    )


@pytest.fixture
def cold() -> Callable[[], None]:
    """Make the process forget the instruments it has read, as a new one."""
    return instruments._PARSED.clear
