"""The open data over all rounds: the newest version of each, side by side, in one table that grows."""

import csv
import io
import json
from datetime import date, timedelta

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
    assert list(sheet[0]) == [*(column.title for column in ALL_ROUNDS.fields), "Nota"]
    assert len(sheet) - 1 == len(rows(client, "/datos/todos-los-ciclos.csv"))
    published_on = book["Resultados"].cell(2, ALL_ROUNDS.names.index("published_on") + 1)
    assert (f"{published_on.value:%Y-%m-%d}", published_on.number_format) == ("2027-09-19", "yyyy-mm-dd")
    notes = {(row[0], row[-1]) for row in sheet[1:]}
    assert notes == {("antes", DEMO), ("ahora", None)}


def test_current_json_has_an_address_without_a_version(client, rounds):
    document = json.loads(b"".join(client.get("/datos/todos-los-ciclos.json")))
    assert document["rounds"] == ["ahora", "antes"]
    assert {row["note"] for row in document["results"] if row["round"] == "ahora"} == {None}


def test_days_are_those_of_the_round_by_the_names_of_the_api(client, rounds):
    second = rounds[1].round
    second.opens_on, second.cutoff_on, second.closes_on = date(2027, 1, 4), date(2027, 1, 20), date(2027, 2, 1)
    second.save()
    row = next(row for row in rows(client, "/datos/todos-los-ciclos.csv") if row["round"] == "ahora")
    assert (row["opens_on"], row["cutoff_on"], row["closes_on"]) == ("2027-01-04", "2027-01-20", "2027-02-01")


def test_period_holds_those_of_its_rounds(client, rounds):
    for publication, day in zip(rounds, (date(2026, 6, 30), date(2027, 6, 30)), strict=True):
        publication.round.opens_on = publication.round.closes_on = day
        publication.round.save()
    datasets = json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"]
    periods = {
        one["dct:identifier"]: [one["dct:temporal"][f"dcat:{end}Date"]["@value"] for end in ("start", "end")]
        for one in datasets
    }
    assert periods == {
        "antes": ["2025-07-01", "2026-06-30"], "ahora": ["2026-07-01", "2027-06-30"], CODE: ["2025-07-01", "2027-06-30"],
    }  # fmt: skip


def test_renamed_municipality_keeps_the_names_it_had(client, rounds, places, open_data_folder):
    write_missing_open_data()
    address = open_data_folder / CODE / "v1" / ALL_ROUNDS.file
    before = address.read_bytes()
    places[0].name = "Lugar nuevo"
    places[0].save()
    address.unlink()
    write_missing_open_data()
    assert address.read_bytes() == before


def test_title_does_not_say_the_same_twice(client, rounds):
    datasets = json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"]
    titles = {one["dct:identifier"]: one["dct:title"]["@value"] for one in datasets}
    assert titles[CODE] == "Resultados del diagnóstico de gobierno abierto. Todos los ciclos"


def test_publication_asks_for_its_files(places, open_data_folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_published_round(five_outcomes(places), code="antes")
    assert not (open_data_folder / CODE).exists()
    with django_capture_on_commit_callbacks(execute=True):
        make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora", at=LATER)
    assert (open_data_folder / CODE / "v1" / "SHA256SUMS").exists()
    assert write_missing_open_data() == 0


def test_dictionary_says_every_column_of_every_file_also_its_own(rounds):
    files = registry.files_of(registry.find(CODE))
    heads = {name: files[name].decode().splitlines()[0].split(",") for name in files.names if name.endswith(".csv")}
    said: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(files["diccionario.csv"].decode(), newline="")):
        said.setdefault(row["file"], []).append(row["column"])
    assert said == heads
    assert [head[-1] for head in heads.values()] == ["note", "note"]


def test_json_does_not_promise_the_instrument(client, rounds):
    datasets = json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"]
    said = {
        one["dct:identifier"]: next(
            d["dct:description"]["@value"]
            for d in one["dcat:distribution"]
            if d["dct:title"]["@value"].endswith("v1.json")
        )
        for one in datasets
    }
    assert "el instrumento completo" in said["ahora"]
    assert said[CODE] == "Todas las tablas en un solo documento."


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
    files = registry.files_of(release)
    said = [files["datapackage.json"].decode(), files[f"{release.stem}.json"].decode()]
    said.append(all_rounds.SOURCE.catalogue_entries([release])[CODE].description)
    assert [all_rounds.WITHOUT_QUESTIONS in text for text in said] == [True] * 3
    about = load_workbook(io.BytesIO(files[f"{release.stem}.xlsx"]))["Acerca de"]
    assert all_rounds.WITHOUT_QUESTIONS in [cell.value for cell in about["A"]]


def test_table_with_its_questions_does_not_say_that_they_are_missing(rounds):
    release = registry.find(CODE)
    assert all_rounds.WITHOUT_QUESTIONS not in registry.files_of(release)["datapackage.json"].decode()


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
