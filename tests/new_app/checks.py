"""What one more app gets from the house. Run by tests/architecture/test_new_app.py with the settings of this folder."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from administration.queries.log import log_of, log_rows
from core.datasets.actions import write_damaged, write_missing
from core.indicators.sources import Count, source_of
from core.models import AuditEntry
from core.process import deadlines
from core.process.transitions import DeadlinePassed, WrongState
from notices.models import Notification
from tests.command_line import run
from tests.factories.diagnostics import AT, make_round
from tests.new_app.pilots import actions
from tests.new_app.pilots.choices import State
from tests.new_app.pilots.models import Pilot

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 17)  # ten working days after AT


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        call_command("migrate", "pilots", run_syncdb=True, verbosity=0)


@pytest.fixture
def pilot(cast) -> Pilot:
    return actions.propose(municipality=cast.here, title="Semáforos abiertos", by=cast.coordinator, at=AT)


def test_states_move_by_the_table_within_their_deadline_and_by_nothing_else(cast, pilot):
    assert (pilot.state, pilot.due_on) == (State.PROPOSED, DUE)
    with pytest.raises(DeadlinePassed):
        actions.approve(pilot=pilot, by=cast.coordinator, at=AT + timedelta(days=20))
    running = actions.approve(pilot=pilot, by=cast.coordinator, at=AT)
    assert (running.state, running.due_on, running.waits_for.label) == (State.RUNNING, None, "Municipio")
    with pytest.raises(WrongState):
        actions.approve(pilot=pilot, by=cast.coordinator, at=AT)


def test_deadlines_are_extended_and_end(cast, pilot):
    later = DUE + timedelta(days=7)
    deadlines.extend(pilot, until=later, reason="Falta un dato", by=cast.coordinator, at=AT, verb="pilot.extended")
    assert actions.end_terms(today=DUE + timedelta(days=1), at=AT) == 0
    assert actions.end_terms(today=later + timedelta(days=1), at=AT) == 1
    assert Pilot.objects.get().state == State.DROPPED


def test_the_log_has_words_and_says_where_an_act_belongs(cast, pilot, browser_of):
    entries, _ = log_of({"verbo": "pilot.proposed"})
    row = log_rows(entries)[0]
    assert (row.act, row.about) == ("Piloto propuesto", "Semáforos abiertos")
    entry = AuditEntry.objects.get(verb="pilot.proposed")
    assert (entry.place, entry.process) == (cast.here.divipola, f"pilot:{pilot.pk}")
    assert "Piloto propuesto" in browser_of(cast.coordinator).get("/bitacora/").content.decode()


def test_people_are_told_and_choose_how(cast, pilot, browser_of):
    actions.approve(pilot=pilot, by=cast.coordinator, at=AT)
    assert Notification.objects.filter(user=cast.liaison, kind="pilot").count() == 1
    browser = browser_of(cast.liaison)
    assert "Piloto aprobado: Semáforos abiertos" in browser.get(reverse("notices:notice-list")).content.decode()
    assert "Un piloto avanza" in browser.get(reverse("notices:notice-preferences")).content.decode()


def test_its_data_are_open_data(cast, pilot, client):
    actions.approve(pilot=pilot, by=cast.coordinator, at=AT)
    assert write_missing(at=AT) == 1
    assert "Pilotos en marcha" in client.get("/datos/").content.decode()
    catalogue = json.loads(client.get("/datos/catalogo.jsonld").content)
    assert [one["dct:identifier"] for one in catalogue["dcat:dataset"]] == ["pilotos"]
    content = b"".join(client.get("/datos/pilotos/v1/pilotos.csv"))
    assert list(csv.DictReader(io.StringIO(content.decode()))) == [
        {"municipality": cast.here.divipola, "title": "Semáforos abiertos", "state": "running"}
    ]
    assert write_damaged(at=AT) == 0


def test_its_fragment_and_its_link_stand_on_pages_of_others(cast, browser_of):
    make_round(cast.here, code="ciclo")
    board = browser_of(cast.coordinator).get("/tablero/ciclo/").content.decode()
    assert 'href="/pilotos/ciclo/"' in board
    assert "Pilotos del ciclo" in board
    assert 'href="/pilotos/"' in board
    assert 'href="/pilotos/"' not in browser_of(cast.liaison).get("/trabajo/").content.decode()


def test_the_api_has_its_address(cast, pilot, client):
    response = client.get("/api/v1/pilots/")
    assert response.json() == {
        "pilots": [{"municipality": cast.here.divipola, "title": "Semáforos abiertos", "state": "proposed"}]
    }
    assert client.get("/api/v1/pilots/", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get("/api/v1/pilots/?color=rojo").status_code == 400


def test_its_indicator_is_counted_where_it_is_declared(cast, pilot):
    source = source_of("IND-99")
    assert source is not None
    assert source.app == "pilots"
    actions.approve(pilot=pilot, by=cast.coordinator, at=AT)
    assert source.count(cast.here, date(2027, 1, 1), date(2027, 6, 30)) == Count(1, 1, (f"pilots.pilot:{pilot.pk}",))
    assert source_of("IND-98") is None


def test_its_process_stands_in_the_documentation():
    assert "## A pilot" in run("states_page")
