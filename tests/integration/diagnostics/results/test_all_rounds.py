"""The open data over all rounds: the newest version of each, side by side, in one table that grows."""

import csv
import io
import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from core.datasets import registry
from core.tasks import write_missing_open_data
from diagnostics.results.exports.all_rounds import ALL_ROUNDS, CODE
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.queries.open_data import all_rounds
from diagnostics.results.queries.published import edition as published_edition
from diagnostics.results.queries.published import public_rows
from tests.factories.diagnostics import AT
from tests.factories.results import five_outcomes, levels, make_erratum, make_places, make_published_round

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=200)


@pytest.fixture
def places():
    return make_places(5)


@pytest.fixture
def rounds(places):
    first = make_published_round(five_outcomes(places), code="antes", name="Ciclo 2026-2", is_demo=True)
    second = make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora", at=LATER)
    return first, second


def rows(client, address: str) -> list[dict[str, str]]:
    content = b"".join(client.get(address))
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_there_is_none_before_the_second_round(client, places):
    make_published_round(five_outcomes(places), code="antes")
    assert all_rounds.SOURCE.releases() == []
    assert client.get("/datos/todos-los-ciclos.csv").status_code == 404
    assert client.get("/datos/todos-los-ciclos.xlsx").status_code == 404


def test_every_public_row_of_every_round_is_in_it_with_its_names(client, rounds):
    found = rows(client, "/datos/todos-los-ciclos.csv")
    for code in ("antes", "ahora"):
        wanted = public_rows(published_edition(code))
        own = [row for row in found if row["round"] == code]
        shared = [name for name in wanted[0] if name in ALL_ROUNDS.names]
        assert [[row[n] for n in shared] for row in own] == [[row[n] for n in shared] for row in wanted]
        assert {row["comparable_group"] for row in own} == {"TRES-1"}
        assert {row["instrument_version"] for row in own} == {"1.0.0"}
    total = next(
        row for row in found if row["round"] == "antes" and row["name"] == "Lugar 02" and row["kind"] == "global"
    )
    assert (total["displayed"], total["level_name"], total["level_before_gates"], total["code_name"]) == (
        "77.50", "Establecido", "4", "Total",
    )  # fmt: skip
    assert total["published_on"] == "2027-03-03"


def test_rows_of_a_demonstration_say_so_and_the_others_do_not(client, rounds):
    notes = {(row["round"], row["note"]) for row in rows(client, "/datos/todos-los-ciclos.csv")}
    assert notes == {("antes", DEMO), ("ahora", "")}
    assert all_rounds.SOURCE.releases()[0].note == f"{DEMO}, en Ciclo 2026-2"


def test_workbook_has_the_same_rows_under_titles(client, rounds):
    book = load_workbook(io.BytesIO(b"".join(client.get("/datos/todos-los-ciclos.xlsx"))))
    sheet = list(book["Resultados"].values)
    assert list(sheet[0]) == [column.title for column in ALL_ROUNDS.fields]
    assert len(sheet) - 1 == len(rows(client, "/datos/todos-los-ciclos.csv"))


def test_each_publication_makes_a_version_and_leaves_the_earlier_ones(client, rounds, places, open_data_folder):
    write_missing_open_data()
    before = (open_data_folder / CODE / "v1" / ALL_ROUNDS.file).read_bytes()
    make_erratum(rounds[1], places[0], "INF-01", "0")
    write_missing_open_data()
    assert [release.version for release in all_rounds.SOURCE.releases()] == [2, 1]
    assert (open_data_folder / CODE / "v1" / ALL_ROUNDS.file).read_bytes() == before
    assert b"".join(client.get("/datos/todos-los-ciclos/v1/todos-los-ciclos.csv")) == before
    newest = [row for row in rows(client, "/datos/todos-los-ciclos.csv") if row["round"] == "ahora"]
    assert {row["version"] for row in newest} == {"2"}


def test_too_many_rows_leave_the_questions_to_the_files_of_each_round(rounds, monkeypatch):
    monkeypatch.setattr(all_rounds, "MOST_ROWS", 10)
    release = registry.find(CODE)
    kinds = {row["kind"] for row in release.source.contents(release).rows["results"]}
    assert kinds == {"global", "dimension", "indicator"}


def test_catalogue_and_page_list_it(client, rounds, settings):
    datasets = json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"]
    (own,) = (one for one in datasets if one["dct:identifier"] == CODE)
    assert len(own["dct:spatial"]) == 5
    assert 'href="/datos/todos-los-ciclos/v1/todos-los-ciclos-v1.xlsx"' in client.get("/datos/").content.decode()


@pytest.mark.parametrize("count", [2, 9])
def test_queries_do_not_grow(django_assert_num_queries, count):
    places = make_places(count)
    make_published_round({place: levels(3, 3, 3) for place in places}, code="antes")
    make_published_round({place: levels(2, 3, 3) for place in places}, code="ahora", at=LATER)
    with django_assert_num_queries(1):
        release = all_rounds.SOURCE.find(CODE, None)
    with django_assert_num_queries(2):
        all_rounds.SOURCE.contents(release)
