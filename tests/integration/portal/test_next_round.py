"""What the home page says of a round that is not published: its name and its days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Round
from tests.factories.diagnostics import open_any
from tests.factories.results import make_places, version_of_three

pytestmark = pytest.mark.django_db
NOTHING = "Todavía no hay fecha del próximo ciclo."
COMING = "El ciclo 2027-1 abre el 1 de marzo de 2027."
LAST_DAY = "el 26 de marzo de 2027"
RUNNING = f"Ahora las alcaldías responden el ciclo 2027-1: tienen hasta {LAST_DAY}. Sus resultados se publican después."
REVIEWED = (
    f"Las respuestas del ciclo 2027-1 cerraron {LAST_DAY}. Sus resultados se publican cuando termine la revisión."
)


def make_round(**fields) -> Round:
    """Opened for work in February; municipalities answer it in March."""
    days = {"opens_on": date(2027, 3, 1), "closes_on": date(2027, 3, 26)}
    at = datetime(2027, 2, 1, 9, 0, tzinfo=ZoneInfo("America/Bogota"))
    values = {"code": "2027-1", "name": "Ciclo 2027-1"} | days | fields
    return open_any(version=version_of_three(), municipalities=make_places(2), at=at, **values)


@pytest.fixture
def said(client, text_of, time_machine):
    def on(month: int, day: int) -> str:
        time_machine.move_to(datetime(2027, month, day, 9, 0, tzinfo=ZoneInfo("America/Bogota")), tick=False)
        return text_of(client.get("/?orden=nombre"))  # not from the cache

    return on


@pytest.mark.parametrize(
    ("month", "day", "sentence"),
    [(2, 28, COMING), (3, 1, RUNNING), (3, 26, RUNNING), (3, 27, REVIEWED)],
)
def test_home_says_what_comes_and_what_runs(said, month, day, sentence):
    make_round()
    assert f"{sentence} Avíseme por correo" in said(month, day)


def test_home_says_that_nothing_is_planned(said, db):
    assert f"{NOTHING} Avíseme por correo" in said(2, 28)


@pytest.mark.parametrize(
    "fields",
    [{"is_rehearsal": True}, {"is_demo": True}, {"closes_on": date(2027, 1, 29), "opens_on": date(2027, 1, 4)}],
)
def test_what_is_not_real_is_not_announced(said, fields):
    make_round(**fields)
    assert NOTHING in said(3, 2)


@pytest.mark.parametrize("status", [RoundStatus.CANCELLED, RoundStatus.PUBLISHED])
def test_what_is_over_is_not_announced(said, status):
    make_round()
    Round.objects.update(status=status, ended_because="Se aplaza.")
    assert NOTHING in said(2, 28)


def test_running_round_and_the_one_after_it(said):
    make_round()
    Round.objects.create(
        code="2027-2", name="Ciclo 2027-2", version=Round.objects.get().version, opened_at=datetime.now(ZoneInfo("UTC")),
        opens_on=date(2027, 9, 1), closes_on=date(2027, 9, 30),
    )  # fmt: skip
    text = said(3, 2)
    assert f"{RUNNING} El ciclo 2027-2 abre el 1 de septiembre de 2027." in text
    assert "Sin iniciar" not in text, "no state of a municipality"
