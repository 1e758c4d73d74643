"""The same figure in the API as in the file, for every municipality, kind, round and version."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

import pytest

from diagnostics.results.exports import DEMO
from diagnostics.results.queries import published
from diagnostics.results.queries.open_data.rounds import release_of
from portal.api.docs import document
from portal.api.serializers import QuestionWithSteps
from tests.factories.diagnostics import STATEMENTS, edition_with_statements, parsed
from tests.factories.results import file_names, levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
FLAGS = [("TrendRow", "partial"), ("GivenShape", "partial"), ("GivenShape", "capped")]
VERSIONS = [("ciclo-1", None), ("ciclo-2", None), ("ciclo-2", 1), ("ciclo-2", 2)]


def rows_of(client, address: str, **query) -> list[dict]:
    """All rows of a list, page by page as its links lead."""
    return list(_pages(client, address, {"page_size": 7} | query))


def _pages(client, address: str, query: dict) -> Iterator[dict]:
    body = client.get(address, query).json()
    seen = len(body["results"])
    yield from body["results"]
    while body["next"]:
        body = client.get(body["next"]).json()
        seen += len(body["results"])
        yield from body["results"]
    assert seen == body["count"]


@pytest.mark.parametrize(("code", "version"), VERSIONS)
def test_scores_are_the_rows_of_the_file(client, valley, code, version):
    query = {} if version is None else {"version": version}
    file = b"".join(client.get(f"/datos/{code}/puntajes.csv", query)).decode()
    expected = [{k: v for k, v in row.items() if k != "note"} for row in csv.DictReader(io.StringIO(file, newline=""))]
    assert rows_of(client, f"/api/v1/rounds/{code}/scores/", **query) == expected
    body, shown = client.get(f"/api/v1/rounds/{code}/scores/", query).json(), published.edition(code, version)
    assert (body["version"], body["is_demo"]) == (shown.publication.version, code == "ciclo-2")
    assert body["note"] == (DEMO if code == "ciclo-2" else "")
    seen = 0
    for place in valley.places:
        for kind in ("global", "dimension", "indicator", "question"):
            wanted = query | {"municipality": place.divipola, "kind": kind}
            mine = [r for r in expected if (r["municipality"], r["kind"]) == (place.divipola, kind)]
            assert rows_of(client, f"/api/v1/rounds/{code}/scores/", **wanted) == mine
            seen += len(mine)
    assert seen == len(expected) > 50


@pytest.mark.parametrize(("code", "version"), VERSIONS)
def test_questions_carry_the_scores_of_the_file(client, valley, code, version):
    query = {} if version is None else {"version": version}
    expected = {
        (row["code"], row["municipality"]): (row["score"], row["displayed"], row["status"])
        for row in published.public_rows(published.edition(code, version))
        if row["kind"] == "question"
    }
    assert len(expected) == 24
    found, nothing = {}, ("", "", "")
    for row in rows_of(client, f"/api/v1/rounds/{code}/questions/"):
        body = client.get(row["url"], query).json()
        assert body["question"] == row["question"]
        for given in body["answers"]:
            figures = (given["score"] or "", given["displayed"] or "", given["status"])
            found[row["question"]["code"], given["municipality"]] = figures
    absent = {(code, valley.places[4].divipola): nothing for code, _ in expected}  # no rows in the file, said here
    assert found == expected | absent


def test_trend_is_the_newest_version_of_every_round(client, valley):
    expected = {}
    for code in ("ciclo-1", "ciclo-2"):
        for row in published.public_rows(published.edition(code)):
            if row["kind"] in ("global", "dimension"):
                expected[code, row["municipality"], row["code"]] = row["displayed"]
    rows = rows_of(client, "/api/v1/trend/")
    found = {(r["round"], r["municipality"], r["code"]): r["displayed"] or "" for r in rows}
    assert found == dict.fromkeys(found, "") | expected  # the file has no rows of themes without a result
    assert {(r["round"], r["version"]) for r in rows} == {("ciclo-1", 1), ("ciclo-2", 2)}
    one = rows_of(client, "/api/v1/trend/", municipality=valley.places[0].divipola, code="global")
    assert [(r["round"], r["displayed"], r["level"], r["partial"]) for r in one] == [
        ("ciclo-1", "25.00", 2, False),
        ("ciclo-2", "68.75", 4, False),
    ]


def test_themes_are_not_said_to_be_partial_as_in_the_file(client, valley):
    rows = rows_of(client, "/api/v1/trend/")
    assert {row["partial"] for row in rows if row["kind"] == "dimension"} == {None}


def test_round_is_cited_as_on_the_page_of_its_data(client, valley):
    release = release_of(published.edition("ciclo-2").publication)
    assert client.get("/api/v1/rounds/ciclo-2/").json()["licence"]["attribution"] == release.citation


def test_partial_and_absent_results_have_no_level(client, valley):
    rows = rows_of(client, "/api/v1/trend/", code="global")
    ciclo_2 = [(r["displayed"], r["level"], r["partial"]) for r in rows if r["round"] == "ciclo-2"]
    assert ciclo_2 == [
        ("68.75", 4, False),
        ("77.50", 3, False),
        ("57.50", None, True),
        ("50.00", 3, False),
        (None, None, None),
    ]


def test_nothing_is_said_of_a_result_that_does_not_exist(client, valley):
    """`null`, never false: who reads false concludes that there is a complete result."""
    divipola = valley.places[4].divipola
    questions = rows_of(client, "/api/v1/rounds/ciclo-2/questions/")
    for row in questions:
        answers = {a["municipality"]: a for a in client.get(row["url"]).json()["answers"]}
        without = answers.pop(divipola)
        assert (without["displayed"], without["partial"], without["capped"]) == (None, None, None)
        assert {(type(a["partial"]), a["capped"] is None) for a in answers.values()} == {(bool, False)}
        assert answers[valley.places[2].divipola]["partial"] is True
    trend = rows_of(client, "/api/v1/trend/", municipality=divipola)
    assert {(row["displayed"], row["partial"]) for row in trend} == {(None, None)}
    shown = published.edition("ciclo-2")
    assert [r["partial"] for r in published.public_rows(shown, divipola)] == [""]


def test_schema_says_which_flags_may_be_null(client):
    shapes = document()["components"]["schemas"]
    found = {(name, field): shapes[name]["properties"][field]["type"] for name, field in FLAGS}
    assert set(map(tuple, found.values())) == {("boolean", "null")}


def test_question_says_who_is_where(client, valley):
    body = client.get("/api/v1/rounds/ciclo-2/questions/INF-01/").json()
    steps = [(s["text"], s["points"], s["count"]) for s in body["distribution"]]
    assert steps == [
        ("Nada.", "0", 0),
        ("Algo.", "25", 0),
        ("La mitad.", "50", 1),
        ("Casi todo.", "75", 0),
        ("Todo.", "100", 3),
        ("Sin resultado", "–", 1),
    ]
    first, *_, last = body["answers"]
    assert (first["answer"], first["corrected"], first["proofs"]) == (["Nivel 4: Todo."], True, [])
    assert (last["answer"], last["score"], last["corrected"]) == (["Sin responder"], None, False)
    assert (body["is_demo"], body["answered"], body["median"]) == (True, 4, "100.00")


def test_round_tells_its_versions(client, valley):
    body = client.get("/api/v1/rounds/ciclo-2/").json()
    assert [(v["version"], v["is_current"], v["erratum"]) for v in body["versions"]] == [
        (2, True, "Se leyó mal el documento."),
        (1, False, None),
    ]
    assert (body["is_demo"], body["instrument_version"], body["licence"]["name"]) == (True, "1.1.0", "CC BY 4.0")
    assert body["note"].startswith("Datos de demostración")
    assert client.get("/api/v1/rounds/ciclo-1/").json()["note"] == ""
    assert [file["name"] for file in body["files"]] == file_names("ciclo-2", 2)
    for file in body["files"]:
        response = client.get(file["url"])
        assert response.status_code == 200
        response.close()


def test_instrument_is_the_whole_edition(client, valley):
    listed = client.get("/api/v1/instruments/").json()["results"]
    assert [(i["version"], i["rounds"]) for i in listed] == [("1.1.0", ["ciclo-2"]), ("1.0.0", ["ciclo-1"])]
    body = client.get(listed[0]["url"]).json()
    assert [(d["code"], d["weight"], len(d["indicators"])) for d in body["dimensions"]] == [
        ("INF", "50", 1),
        ("ESC", "30", 1),
        ("RES", "20", 1),
    ]
    question = body["dimensions"][0]["indicators"][0]["questions"][0]
    assert (question["code"], question["references"]) == ("INF-01", ["Ley 10 de 2001, art. 7", "Ley 20 de 2002"])
    assert [(s["value"], s["points"]) for s in question["steps"]] == [
        ("0", "0"), ("1", "25"), ("2", "50"), ("3", "75"), ("4", "100"),
    ]  # fmt: skip
    assert question["statements"] == {}
    assert [(g["rule"], g["value"], g["max_level"]) for g in body["gates"]] == [
        ("min_dimension_score", "40", 3),
        ("min_critical_question_score", "50", 4),
    ]
    assert (body["minimum_dimension_coverage"], body["levels"][1]["start"]) == ("0.8", "20")


def test_trend_says_what_the_public_file_says_and_names_it(client, valley):
    shown = {code: published.edition(code) for code in ("ciclo-1", "ciclo-2")}
    expected = {
        (code, row["municipality"], row["code"]): [row[name] for name in ("score", "displayed", "coverage", "level", "status")]
        for code, one in shown.items()
        for row in published.public_rows(one)
        if row["kind"] in ("global", "dimension")
    }  # fmt: skip
    rows = rows_of(client, "/api/v1/trend/")
    found = {
        (r["round"], r["municipality"], r["code"]): [
            "" if r[name] is None else str(r[name]) for name in ("score", "displayed", "coverage", "level", "status")
        ]
        for r in rows
    }
    assert found == dict.fromkeys(found, [""] * 5) | expected
    for row in rows:
        edition = shown[row["round"]]
        instrument = edition.round.version.parsed
        names = {"global": "Total"} | {d.code: d.name for d in instrument.dimensions}
        levels = {None: None} | {level.number: level.name for level in instrument.levels}
        assert row["code_name"] == names[row["code"]]
        assert row["level_name"] == levels[row["level"]]
        assert row["round_name"] == edition.round.name
        assert datetime.fromisoformat(row["published_at"]) == edition.publication.published_at
        assert isinstance(row["level"], int | None)


def test_municipality_that_missed_a_round_has_its_rows_there(client, db):
    places = make_places(3)
    make_published_round({place: levels(3, 3, 3) for place in places}, code="antes")
    make_published_round({place: levels(3, 3, 3) for place in places[1:]}, code="ahora")
    rows = rows_of(client, "/api/v1/trend/", municipality=places[0].divipola)
    assert {(r["round"], r["code"]) for r in rows} == {
        (round, code) for round in ("antes", "ahora") for code in ("global", "INF", "ESC", "RES")
    }
    missed = [r for r in rows if r["round"] == "ahora"]
    figures = ("score", "displayed", "coverage", "level", "level_name", "status", "partial")
    assert {row[name] for row in missed for name in figures} == {None}
    assert all(row["name"] == str(places[0]) and row["published_at"] for row in missed)


def test_question_of_an_edition_says_what_its_answers_mean():
    instrument = parsed(edition_with_statements())
    shown = QuestionWithSteps(instrument.question_by_code["B-01"], context={"instrument": instrument}).data
    assert shown["statements"] == STATEMENTS["B-01"]
