"""The effort of the steps of a question, written in the browser."""

import pytest

from diagnostics.instruments.actions import editions
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.models import EditionDraft
from tests.factories.diagnostics import AT, make_version
from tests.integration.diagnostics.instruments.test_editions import address, change, content, now

pytestmark = pytest.mark.django_db
QUESTION = PartKind.QUESTION


@pytest.fixture
def desk(cast, browser_of):
    return browser_of(cast.coordinator)


@pytest.fixture
def draft(cast) -> EditionDraft:
    return editions.start(name="Con esfuerzos", base=make_version(), by=cast.coordinator, at=AT)


def test_effort_is_written_kept_and_shown(desk, draft):
    page = "pregunta/A-01/"
    assert change(desk, draft, page, effort="1, 2, 3, 5").status_code == 302
    assert now(draft).part(QUESTION, "A-01")["effort"] == {"1": "1", "2": "2", "3": "3", "4": "5"}
    change(desk, draft, page)
    stored = content(draft)["dimensions"][0]["indicators"][0]["questions"][0]["effort"]
    assert stored == {"1": 1, "2": 2, "3": 3, "4": 5}
    assert "<dt>Esfuerzo de cada paso</dt>" in desk.get(address(draft, page)).text


def test_effort_that_cannot_be_is_said_at_its_field(desk, draft):
    change(desk, draft, "pregunta/A-02/", effort="1, 2, 3, 5")
    shown = desk.get(address(draft, "pregunta/A-02/")).text
    assert '<a href="#id_effort">«Esfuerzo de cada paso» debe ser un número' in shown
