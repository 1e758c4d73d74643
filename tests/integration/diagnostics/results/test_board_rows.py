"""The rows of the board: filters and order in the address, kept by pages and files, and contacts."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.permissions import Role
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment
from tests.factories.accounts import make_member
from tests.factories.results import levels, make_places, make_scored_round
from tests.factories.territory import make_municipality
from tests.page_text import read

pytestmark = pytest.mark.django_db
BOARD = "/tablero/ciclo/"
NAMES = ("Sur Uno", "Norte Dos", "Norte Tres")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2027, 3, 20, 15, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def desk(client):
    """«Norte Dos» is late, «Sur Uno» in review until the 30th, «Norte Tres» fills until the 25th."""
    places = [
        make_municipality(name=name, slug=name.lower().replace(" ", "-"), facts={"zone": name.split()[0].lower()},
                          population=size)
        for name, size in zip(NAMES, (50_000, 80_000, 300_000), strict=True)
    ]  # fmt: skip
    given = [levels(level, level, level) for level in (1, 2, 3)]  # 25, 50 and 75 points
    round = make_scored_round(dict(zip(places, given, strict=True)), code="ciclo")
    put = {
        "Sur Uno": (State.IN_REVIEW, 30), "Norte Dos": (State.SELF_ASSESSMENT, 10), "Norte Tres": (State.SELF_ASSESSMENT, 25)
    }  # fmt: skip
    for name, (state, day) in put.items():
        found = Assessment.objects.filter(round=round, municipality__name=name)
        found.update(state=state, due_on=date(2027, 3, day), answered_count=day)
    client.force_login(make_member(Role.COORDINATOR))
    return client


def shown(client, query: str = "") -> list[str]:
    page = client.get(BOARD + query).text
    start = page.index('class="tight round ten"') if 'class="tight round ten"' in page else len(page)
    table = page[start : page.index("</table>", start)] if start < len(page) else ""
    return [
        name for _, name in sorted((table.index(f">{name}</a>"), name) for name in NAMES if f">{name}</a>" in table)
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Norte Dos", "Norte Tres", "Sur Uno"]),
        ("?orden=nombre", ["Norte Dos", "Norte Tres", "Sur Uno"]),
        ("?orden=estado", ["Norte Dos", "Norte Tres", "Sur Uno"]),
        ("?orden=avance", ["Norte Dos", "Norte Tres", "Sur Uno"]),
        ("?grupo=zona-norte", ["Norte Dos", "Norte Tres"]),
        ("?grupo=desde-60000", ["Norte Dos"]),
        ("?estado=in_review", ["Sur Uno"]),
        ("?espera=municipality", ["Norte Dos", "Norte Tres"]),
        ("?espera=municipality&grupo=desde-100000", ["Norte Tres"]),
        ("?espera=review&grupo=zona-norte", []),
        ("?grupo=nada&estado=nada&espera=nada&orden=nada", ["Norte Dos", "Norte Tres", "Sur Uno"]),
    ],
)
def test_address_filters_and_sorts(desk, query, names):
    assert shown(desk, query) == names


def test_filters_in_force_are_said_and_can_be_left(desk):
    text = read(desk, f"{BOARD}?grupo=zona-norte&orden=nombre")
    assert (
        "2 de 3 municipios (Grupo: Zona norte) . Así quedan también los resultados por tema. Quitar los filtros" in text
    )
    assert 'href="?orden=nombre#h-ronda">Quitar los filtros' in desk.get(f"{BOARD}?grupo=zona-norte&orden=nombre").text
    assert "Ningún municipio cumple esos filtros" in read(desk, f"{BOARD}?espera=review&grupo=zona-norte")


def test_every_figure_obeys_the_filters_and_says_so(desk):
    whole, text = read(desk, BOARD), read(desk, f"{BOARD}?grupo=zona-norte")
    said = "2 de 3 municipios (Grupo: Zona norte)"
    assert "3 de 3 tienen resultado completo, con una mediana de 50,00 puntos." in whole
    assert said not in whole
    assert "Quién espera a quién 2 de 3 municipios: " in text
    assert f"Resultados por tema {said}. 2 de 2 tienen resultado completo, con una mediana de 62,50 puntos." in text
    table = text.partition("Puntaje por municipio y tema")[2]
    assert said in table.partition("Municipio")[0]
    assert "Mediana 62,50 62,50 62,50 62,50 de 2 comparables" in table
    assert "Sur Uno" not in text.partition("Quién espera a quién")[2]
    assert "De los 3 municipios del ciclo: mide a quienes revisan" in text
    assert "De los 3 municipios" not in whole


def test_lanes_and_late_ones_are_counted_among_the_filtered(desk):
    whole, text = read(desk, BOARD), read(desk, f"{BOARD}?espera=review")
    assert "2 esperan al municipio" in whole
    assert "esperan al municipio" not in text
    assert "1 espera nuestra revisión Sur Uno" in text
    assert "1 de 3 municipios: 1 de 1 ha empezado y nadie va tarde." in text
    assert "1 de 3 va tarde." in whole


def test_file_of_results_holds_the_filtered_municipalities_and_says_so(desk):
    assert 'href="?grupo=zona-norte&amp;capa=definitiva&amp;formato=csv"' in desk.get(f"{BOARD}?grupo=zona-norte").text
    answer = desk.get(f"{BOARD}?grupo=zona-norte&capa=definitiva&formato=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in rows] == ["Norte Dos", "Norte Tres", "Mediana"]
    assert "Grupo: Zona norte." in rows[0]["note"]


def test_nothing_that_fits_is_said_in_place_of_the_results(desk):
    text = read(desk, f"{BOARD}?espera=review&grupo=zona-norte")
    assert "0 de 3 municipios (Grupo: Zona norte y Espera a: Revisión)" in text
    assert "Quién espera a quién 0 de 3 municipios." in text
    assert "Puntaje por municipio y tema" not in text
    assert text.count("Ningún municipio cumple esos filtros") == 2


def test_choosing_a_round_keeps_the_filters(desk):
    asked = desk.get("/tablero/?ciclo=ciclo&capa=definitiva&grupo=zona-norte&estado=&espera=review&orden=rio")
    assert asked.url == f"{BOARD}?capa=definitiva&grupo=zona-norte&espera=review&orden=rio"


def test_file_holds_the_filtered_rows_in_their_order_and_says_so(desk):
    make_member(Role.LIAISON, Assessment.objects.get(municipality__name="Norte Dos").municipality, name="Ana",
                email="ana@a.example")  # fmt: skip
    page = desk.get(f"{BOARD}?grupo=zona-norte&orden=nombre").text
    assert 'href="?grupo=zona-norte&amp;orden=nombre&amp;tabla=avance&amp;formato=csv"' in page
    answer = desk.get(f"{BOARD}?grupo=zona-norte&orden=nombre&tabla=avance&formato=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in rows] == ["Norte Dos", "Norte Tres"]
    assert rows[0]["waits_for"] == "Municipio"
    assert (rows[0]["days_late"], rows[0]["due_on"], rows[0]["liaisons"]) == (
        "7",
        "2027-03-10",
        "Ana <ana@a.example>",
    )
    assert "Grupo: Zona norte. Orden: nombre." in rows[0]["note"]


def test_pages_keep_the_filters(client):
    make_scored_round({place: levels(3, 3, 3) for place in make_places(70)}, code="ciclo")
    client.force_login(make_member(Role.COORDINATOR))
    page = client.get(f"{BOARD}?espera=publication&orden=nombre").text
    assert "?espera=publication&amp;orden=nombre&amp;page=2" in page


def test_each_municipality_has_its_contact_and_last_sign_in(desk):
    place = Assessment.objects.get(municipality__name="Norte Dos").municipality
    make_member(
        Role.LIAISON, place, name="Ana", email="ana@a.example", last_login=datetime(2027, 3, 19, 13, tzinfo=UTC)
    )
    make_member(Role.APPROVER, place, name="Luz", email="luz@a.example")
    text = read(desk, BOARD)
    assert (
        "Norte Dos Enlace: Ana, ana@a.example ingresó ayer, 8:00 Alcaldía: Luz, luz@a.example nunca ha ingresado"
        in text
    )
    assert '<a href="mailto:ana@a.example">' in desk.get(BOARD).text
    assert "Sur Uno Sur Uno no tiene enlace ni alcaldía. Invitar al enlace de Sur Uno" in text
