"""The board of staff, and the page of a town hall: what stands first, the same as a file, and what they cost."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from followup.commitments.models import News
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.lights import lights_of
from followup.indicators.queries.series import series_in_force
from followup.pages.presenters.board import Standings, decisions_of
from followup.pages.presenters.heat import MOST_COLUMNS, Heat
from followup.pages.queries.board import board
from followup.pages.views.boards import MOST
from followup.rules.lights import Light
from tests.factories.followup import make_approved, make_commitment, make_sheet
from tests.factories.indicator_series import rich_set
from tests.factories.measuring import send

pytestmark = pytest.mark.django_db
ADDRESS = "/seguimiento/"


def ended(cast, code, days, **fields):
    """One that ended so many days ago with its only milestone undone."""
    today = timezone.localdate()
    end = today - timedelta(days)
    return make_commitment(
        cast.here, code=code, start=end - timedelta(90), end=end, accepted_on=end - timedelta(95), milestones=[(end, None)],
        **fields,
    )  # fmt: skip


def decisions():
    found = board()
    sheets = {one.sheet.code: one.sheet for one in found.series}
    return decisions_of(Standings.of(found.commitments, timezone.localdate()), found.waiting, sheets)


def test_what_is_public_without_explanation_stands_first_then_what_waits_longest(cast):
    make_sheet()
    row = send(cast.there, cast.neighbour)
    row.state_since = timezone.now() - timedelta(40)
    row.save(update_fields=["state_since"])
    ended(cast, "CO-NEW", 3)
    explained = ended(cast, "CO-TOLD", 60)
    News.objects.create(commitment=explained, kind="razon", text="No hubo contrato.", office="X", at=timezone.now())
    found = decisions()
    assert [one.code for one in found] == ["CO-NEW", "CO-TOLD", "IND-03"]
    assert found[0].waits == "3 días sin razón"
    assert found[1].tag[0] == "Segunda lectura"
    assert found[2].waits == "40 días en espera"


def test_nothing_asks_for_a_decision_where_only_dates_go_by(cast):
    today = timezone.localdate()
    make_commitment(cast.here, milestones=[(today + timedelta(30), None)])
    assert decisions() == []


def test_the_table_says_each_light_and_the_file_all_of_them(cast, browser_of):
    rich_set([cast.here, cast.there], seed=3)
    today, found = timezone.localdate(), series_in_force()
    heat = Heat(found, today)
    assert len(heat.columns) <= MOST_COLUMNS
    browser = browser_of(cast.coordinator)
    page = browser.get(ADDRESS).content.decode()
    for row in heat.rows:
        for cell in row.cells:
            assert f"<b>{cell.value}</b><small>{cell.word}</small>" in page
        assert sum(number for number, _ in row.sums) == len(row.cells)
    lit = list(lights_of(found, today))
    rows = list(csv.DictReader(io.StringIO(browser.get(ADDRESS + "?formato=csv").content.decode())))
    assert len(rows) == len(lit)
    assert {(one["municipality"], one["indicator"]) for one in rows if one["light"] == "dato vencido"} == {
        (one.place_code, one.indicator.sheet.code) for one in lit if one.light == Light.OVERDUE
    }
    book = load_workbook(io.BytesIO(browser.get(ADDRESS + "?formato=xlsx").content), read_only=True)
    assert sum(1 for _ in book["Luces"].iter_rows()) == len(rows) + 1
    assert browser.get(ADDRESS + "?formato=doc").status_code == 404


def test_the_other_commitments_are_counted_in_words(cast):
    today = timezone.localdate()
    later = {"start": today + timedelta(5), "end": today + timedelta(90), "milestones": [(today + timedelta(60), None)]}
    rows = [make_commitment(cast.here, **later)]
    assert Standings.of(rows, today).summary == "0 de 1 abiertos. Los demás: 1 acordado sin empezar."
    rows.append(make_commitment(cast.here, code="CO-2", **later))
    assert Standings.of(rows, today).summary == "0 de 2 abiertos. Los demás: 2 acordados sin empezar."


def test_the_board_reads_eight_queries_however_many_rows(cast):
    rich_set([cast.here, cast.there], seed=3)
    ended(cast, "CO-0", 5)
    with CaptureQueriesContext(connection) as few:
        decisions()
    for number in range(1, 12):
        ended(cast, f"CO-{number}", 5)
    with CaptureQueriesContext(connection) as many:
        decisions()
    assert len(few) == len(many) <= 8, "\n".join(one["sql"][:120] for one in many)


@pytest.fixture
def waiting(cast):
    """Of `here` a reason and a measurement, of `there` a reason by another office, of the area a second reading."""
    make_sheet()
    send(cast.here, cast.liaison)
    ended(cast, "CO-HERE", 3)
    today = timezone.localdate()
    days = {"start": today - timedelta(90), "accepted_on": today - timedelta(95)}
    undone = {"end": today - timedelta(4), "milestones": [(today - timedelta(4), None)]}
    make_commitment(cast.there, code="CO-THERE", office="Hacienda", **undone, **days)
    make_commitment(
        None, code="CO-AREA", title="Del área", milestones=[(today, today)], municipalities=[cast.here], **days
    )


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["CO-THERE", "CO-HERE", "IND-03", "CO-AREA"]),
        ("municipio=aqui", ["CO-HERE", "IND-03"]),
        ("municipio=area", ["CO-AREA"]),
        ("decision=razon", ["CO-THERE", "CO-HERE"]),
        ("decision=medicion", ["IND-03"]),
        ("decision=lectura", ["CO-AREA"]),
        ("dependencia=Hacienda", ["CO-THERE"]),
        ("municipio=alla&decision=razon&dependencia=Hacienda", ["CO-THERE"]),
        ("municipio=aqui&decision=cambio", []),
        ("municipio=aqui&dependencia=Hacienda", []),
        ("municipio=nada&decision=nada&dependencia=nada&page=9", ["CO-THERE", "CO-HERE", "IND-03", "CO-AREA"]),
    ],
)
def test_the_address_says_what_the_board_shows(cast, browser_of, waiting, asked, codes):
    page = browser_of(cast.coordinator).get(f"{ADDRESS}?{asked}")
    assert [one.code for one in page.context["decisions"]] == codes
    text = page.content.decode()
    assert ("Ningún asunto espera con lo que eligió" in text) == (not codes)
    assert text.count(f'href="{ADDRESS}">Quitar los filtros') == (asked != "" and "nada" not in asked) + (not codes)
    for name, value in (pair.split("=") for pair in asked.split("&") if asked and "nada" not in asked):
        chosen = re.search(rf'<select[^>]*name="{name}">(.*?)</select>', text, re.DOTALL)[1]
        assert f'<option value="{value}" selected>' in chosen


def test_a_municipality_narrows_every_list_and_the_file(cast, browser_of, waiting):
    sheet = IndicatorSheet.objects.get(code="IND-03")
    make_approved(sheet, cast.here, "2025-T1", 9, 10)
    make_approved(sheet, cast.there, "2025-T2", 8, 10)
    browser = browser_of(cast.coordinator)
    page = browser.get(ADDRESS + "?municipio=alla")
    assert [row.place for row in page.context["heat"].rows] == [cast.there]
    assert [one.row.code for one in page.context["late"]] == ["CO-THERE"]
    assert page.context["measures"] == []
    whole = {one.place: one for one in browser.get(ADDRESS).context["missing"]}
    assert page.context["missing"] == [whole[cast.there]]
    link = re.search(r'href="(\?formato=csv[^"]*)"', page.content.decode())[1].replace("&amp;", "&")
    rows = list(csv.DictReader(io.StringIO(browser.get(ADDRESS + link).content.decode())))
    assert {one["municipality"] for one in rows} == {cast.there.divipola}
    area = browser.get(ADDRESS + "?municipio=area").content.decode()
    assert "Luces:" not in area
    assert "Sin dato o con dato vencido" not in area


def test_what_was_asked_for_costs_no_query_more(cast, browser_of, waiting):
    browser = browser_of(cast.coordinator)
    browser.get(ADDRESS)
    counts = []
    for asked in ("", "?municipio=aqui", "?decision=razon&dependencia=Hacienda"):
        with CaptureQueriesContext(connection) as found:
            browser.get(ADDRESS + asked)
        counts.append(len(found))
    assert len(set(counts)) == 1, counts


def test_a_town_hall_sees_its_own(cast, browser_of):
    make_sheet()
    ended(cast, "CO-OWN", 5, title="Contar lo de aquí")
    make_commitment(cast.there, code="CO-FAR", title="Contar lo de allá", milestones=[(timezone.localdate(), None)])
    page = browser_of(cast.liaison).get(ADDRESS).content.decode()
    assert "Contar lo de aquí" in page
    assert "Contar lo de allá" not in page
    assert "Falta publicar la razón de no haberlo cumplido" in page
    assert "Seguimiento de su alcaldía" in page
    assert "/seguimiento/mediciones/" in page
    mayor = browser_of(cast.approver).get(ADDRESS).content.decode()
    assert "Mediciones por hacer" not in mayor  # the mayor's role does not measure


def test_what_is_late_does_not_make_the_board_longer_than_its_first_rows(cast, browser_of):
    """With a thousand of them the board weighed 600 KB."""
    for number in range(MOST + 2):
        ended(cast, f"CO-{number:02}", 5, title=f"Contar el proceso {number:02}.")
    for person in (cast.coordinator, cast.liaison):
        page = browser_of(person).get(ADDRESS).content.decode()
        late = page.partition("Compromisos tarde o en riesgo")[2].partition("</section>")[0] or page
        assert late.count("Contar el proceso ") == MOST
        assert f"Se muestran los primeros {MOST}" in page


def test_an_empty_portal_says_so(cast, browser_of):
    page = browser_of(cast.reviewer).get(ADDRESS).content.decode()
    assert "Ningún asunto espera hoy." in page
    assert "Todavía no hay mediciones aprobadas." in page
    assert "Todavía no hay compromisos abiertos." in page
