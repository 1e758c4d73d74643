"""The open data files of a publication: whole, the same whenever they are made, and true to what they say of themselves."""

import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from core.datasets import actions, registry
from core.datasets.files import PACKAGE, SUMS, Files
from core.datasets.queries import unwritten
from core.models import DatasetFile
from core.tasks import write_missing_open_data
from diagnostics.assessments.models import Answer, EvidenceUse
from diagnostics.instruments.models import instruments
from diagnostics.results.actions import publications
from diagnostics.results.exports.open_data import RESOURCES
from diagnostics.results.exports.scores import DEMO
from diagnostics.results.models import Publication
from diagnostics.scoring import columns
from files.choices import Visibility
from tests.factories.diagnostics import AT, LINK, make_closed
from tests.factories.results import (
    file_names,
    files_of,
    five_outcomes,
    make_erratum,
    make_places,
    make_published_round,
    make_real_round,
    write_open_data,
)
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def published() -> Publication:
    return make_published_round(five_outcomes(make_places(5)), code="ciclo", name="Ciclo 2027-1", is_demo=True)


def made(publication: Publication) -> dict[str, bytes]:
    found = files_of(publication)
    return {name: found[name] for name in found.names}


def on_disk(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_publishing_and_correcting_write_all_files_of_their_version(
    open_data_folder, django_capture_on_commit_callbacks
):
    places = make_places(5)
    with django_capture_on_commit_callbacks(execute=True):
        first = make_published_round(five_outcomes(places), code="ciclo")
    with django_capture_on_commit_callbacks(execute=True):
        second = make_erratum(first, places[0], "INF-01", "4")
    expected = {f"ciclo/v{p.version}/{name}": content for p in (first, second) for name, content in made(p).items()}
    assert on_disk(open_data_folder) == expected
    noted = {f"ciclo/v{row.version}/{row.name}": (row.sha256, row.size) for row in DatasetFile.objects.all()}
    assert noted == {place: (hashlib.sha256(body).hexdigest(), len(body)) for place, body in expected.items()}


def test_writing_again_leaves_the_same(published, open_data_folder):
    write_open_data(published)
    before = on_disk(open_data_folder), list(DatasetFile.objects.order_by("pk").values())
    write_open_data(published)
    assert (on_disk(open_data_folder), list(DatasetFile.objects.order_by("pk").values())) == before


def test_same_publication_is_the_same_bytes_in_another_process(published):
    first = made(published)
    instruments._PARSED.clear()  # what a new process reads from the database
    assert made(published) == first


def test_beat_writes_what_is_missing_and_nothing_else(published, open_data_folder):
    assert [release.origin for release in unwritten()] == [published]
    assert write_missing_open_data() == 1
    assert write_missing_open_data() == 0
    whole = on_disk(open_data_folder)
    (open_data_folder / "ciclo/v1/municipios.csv").unlink()
    (open_data_folder / "ciclo/v1/puntajes.csv").write_bytes(b"half")
    assert write_missing_open_data() == 1
    assert on_disk(open_data_folder) == whole


def test_file_that_could_not_take_its_place_is_not_noted(published, open_data_folder):
    (open_data_folder / "ciclo/v1/respuestas.csv/in the way").mkdir(parents=True)
    with pytest.raises(OSError, match="irectory"):
        write_open_data(published)
    assert not DatasetFile.objects.exists()
    assert [release.origin for release in unwritten()] == [published]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "../secret"}, {"size": 0}, {"sha256": ""}, {"name": "puntajes.csv"}]
)
def test_database_keeps_no_impossible_file(published, wrong):
    file = {"dataset": "ciclo", "version": 1, "format": 2, "size": 1, "sha256": "a"}
    DatasetFile.objects.create(**file, name="puntajes.csv")
    with pytest.raises(IntegrityError), transaction.atomic():
        DatasetFile.objects.create(**file | {"name": "otro.csv"} | wrong)


def test_every_file_with_rows_says_that_the_data_are_invented(published):
    for name, body in made(published).items():
        if name.endswith(".xlsx"):
            book = load_workbook(io.BytesIO(body))
            assert DEMO in [cell.value for cell in book["Léame"]["A"]]
            for sheet in book.worksheets[1:-1]:
                head, *filled = sheet.values
                assert (head[-1], {row[-1] for row in filled} - {DEMO}) == ("Nota", set()), sheet.title
        elif name.endswith(".csv"):
            assert {row["note"] for row in rows_of(body)} == ({DEMO} if name != "errata.csv" else set()), name
        else:
            assert DEMO in body.decode(), name


def test_real_data_carry_no_notice(published):
    others = [make_municipality(name=f"Otro {n}", slug=f"otro-{n}") for n in range(5)]
    real = make_published_round(five_outcomes(others), code="otro")
    assert [name for name, body in made(real).items() if b"Datos de demostraci" in body or b",note" in body] == []


def test_package_describes_the_tables_as_they_are(published):
    make_erratum(published, published.round.assessments.get(municipality__slug="lugar-01").municipality, "INF-01", "4")
    content = made(registry.find("ciclo").origin)
    package = json.loads(content[PACKAGE])
    assert [r["path"] for r in package["resources"]] == [name for name in content if name.endswith(".csv")]
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    keys = {}
    for resource in package["resources"]:
        body = content[resource["path"]]
        rows, fields = rows_of(body), resource["schema"]["fields"]
        assert (resource["bytes"], resource["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")
        assert [f["name"] for f in fields] == list(csv.reader(io.StringIO(body.decode())).__next__())
        assert [f["name"] for f in fields if not f["description"]] == []
        for row in rows:
            assert [(f["name"], row[f["name"]]) for f in fields if not is_valid(f, row[f["name"]])] == []
        key = resource["schema"]["primaryKey"]
        keys[resource["name"]] = {tuple(row[c] for c in key) for row in rows}
        assert len(keys[resource["name"]]) == len(rows) > 0
    paths, linked = {r["name"]: r["path"] for r in package["resources"]}, set()
    for resource in package["resources"]:
        for foreign in resource["schema"]["foreignKeys"]:
            own = {row[foreign["fields"]] for row in rows_of(content[resource["path"]])} - {""}
            named, column = foreign["reference"]["resource"], foreign["reference"]["fields"]
            whole = {row[column] for row in rows_of(content[paths[named or resource["name"]]])}
            assert own <= whole
            linked.add((resource["name"], foreign["fields"], named))
    assert {("respuestas", "question", "instrumento"), ("opciones", "question", "instrumento"),
            ("instrumento", "parent", ""), ("errata", "question", "instrumento")} <= linked  # fmt: skip


def is_valid(field: dict, text: str) -> bool:
    """Whether a cell is what its column says, as a reader of the specification would judge."""
    limits = field.get("constraints", {})
    if text == "":
        return not limits.get("required", False)
    if "enum" in limits and text not in limits["enum"]:
        return False
    if field["type"] in ("number", "integer"):
        number = Decimal(text) if field["type"] == "number" else int(text)
        return limits.get("minimum", number) <= number <= limits.get("maximum", number)
    if field["type"] == "boolean":
        return text in (*field["trueValues"], *field["falseValues"])
    if field["type"] == "object":
        return isinstance(json.loads(text), dict)
    return bool(date.fromisoformat(text)) if field["type"] == "date" else True


def test_sums_are_those_of_every_other_file(published):
    content = made(published)
    lines = [line for line in content[SUMS].decode().splitlines() if not line.startswith("#")]
    assert lines == [f"{hashlib.sha256(content[n]).hexdigest()}  {n}" for n in file_names("ciclo", 1) if n != SUMS]


def test_json_holds_the_tables_and_says_which_computation_it_is(published):
    content = made(published)
    document = json.loads(content["ciclo-v1.json"], parse_float=Decimal)
    assert document["format"] == "2.0"
    assert document["run"]["inputs_sha256"] == published.run.inputs_sha256
    assert document["edition"]["content"] == published.round.version.content
    for table in RESOURCES:
        shown = [{k: as_typed(v) for k, v in row.items()} for row in document[table.key]]
        plain = [{f.name: f.typed(row[f.name]) for f in table.fields} for row in rows_of(content[table.file])]
        assert shown == plain, table.file


def as_typed(value):
    """A value of the JSON as the cell of a table says it: numbers stay numbers and equal the text of the CSV exactly."""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return " | ".join(value) or None if isinstance(value, list) else value


def test_numbers_are_numbers_and_people_read_titles(published):
    content = made(published)
    document = json.loads(content["ciclo-v1.json"])
    assert {type(row["score"]) for row in document["scores"]} <= {int, float, type(None)}
    assert {type(row["number"]) for row in document["answers"] if row["value"]} == {int}
    book = load_workbook(io.BytesIO(content["ciclo-v1.xlsx"]))
    for table in RESOURCES:
        sheet = book[table.title]
        assert [cell.value for cell in sheet[1]] == [*(column.title for column in table.fields), "Nota"]
        for place, column in enumerate(table.fields, start=1):
            cells = [c.value for c in next(sheet.iter_cols(place, place, min_row=2))] if sheet.max_row > 1 else []
            if column.type in ("number", "integer"):
                assert {type(cell) for cell in cells} <= {int, float, type(None)}, column.name
            if column.type == "date":
                assert {type(cell) for cell in cells} <= {datetime, type(None)}, column.name


def test_names_stand_beside_codes(published):
    content = made(published)
    for name in ("puntajes.csv", "respuestas.csv", "municipios.csv"):
        assert {row["name"] for row in rows_of(content[name])} == {f"Lugar {n:02}" for n in range(1, 6)} - (
            {"Lugar 05"} if name == "respuestas.csv" else set()
        )
    scores = rows_of(content["puntajes.csv"])
    answer = next(row for row in rows_of(content["respuestas.csv"]) if row["question"] == "INF-01")
    assert {row["code_name"] for row in scores if row["code"] in ("global", "INF", "INF.1", "INF-01")} == {
        "Total", "Informar con la gente", "Indicador de Informar", "¿Informa?",
    }  # fmt: skip
    assert (answer["dimension"], answer["dimension_name"]) == ("INF", "Informar con la gente")
    assert answer["question_text"] == "¿Informa?"


def test_programs_that_read_scores_by_place_still_can(published):
    head = made(published)["puntajes.csv"].decode().splitlines()[0].split(",")
    assert head[: len(columns.SCORES)] == columns.SCORES


def test_ratio_says_its_two_numbers():
    publication = make_real_round(make_places(1), code="real", seed=7)
    ratios = [row for row in rows_of(made(publication)["respuestas.csv"]) if "/" in row["value"]]
    assert len(ratios) > 3
    assert [f"{row['numerator']}/{row['denominator']}" for row in ratios] == [row["value"] for row in ratios]


def test_files_of_an_older_format_stay_as_they_were(client, published, open_data_folder):
    old = replace(registry.find("ciclo"), format=1)
    actions.write(old, at=AT)
    before = on_disk(open_data_folder)
    assert json.loads(before["ciclo/v1/ciclo-v1.json"])["scores"][0]["score"] == "62.50000000"
    assert before["ciclo/v1/puntajes.csv"].decode().splitlines()[0].split(",") == [*columns.SCORES, "note"]
    assert "ciclo/v1/reglas.csv" not in before
    assert write_missing_open_data() == 0
    (open_data_folder / "ciclo/v1/municipios.csv").unlink()
    (open_data_folder / "ciclo/v1/ciclo-v1.json").write_bytes(b"damaged")
    assert write_missing_open_data() == 1
    assert on_disk(open_data_folder) == before
    assert client.get("/datos/ciclo/v1/reglas.csv").status_code == 404
    assert 'href="/datos/ciclo/v1/reglas.csv"' not in client.get("/datos/").content.decode()
    place = published.round.assessments.get(municipality__slug="lugar-01").municipality
    write_open_data(make_erratum(published, place, "INF-01", "4"))
    after = on_disk(open_data_folder)
    assert {name: body for name, body in after.items() if "/v1/" in name} == before
    assert json.loads(after["ciclo/v2/ciclo-v2.json"])["format"] == "2.0"


def test_errata_are_listed_up_to_their_version(published):
    place = published.round.assessments.get(municipality__slug="lugar-01").municipality
    second = make_erratum(published, place, "INF-01", "4")
    third = make_erratum(registry.find("ciclo").origin, place, "INF-02", "4")
    assert rows_of(made(published)["errata.csv"]) == []
    found = {
        p.version: [(r["version"], r["question"]) for r in rows_of(made(p)["errata.csv"])] for p in (second, third)
    }
    assert found == {2: [("2", "INF-01")], 3: [("2", "INF-01"), ("3", "INF-02")]}
    corrected = {r["question"] for r in rows_of(made(third)["respuestas.csv"]) if r["corrected"] == "si"}
    assert corrected == {"INF-01", "INF-02"}


def test_answers_list_public_accepted_proofs_only(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    use = EvidenceUse.objects.filter(answer__layer="final").select_related("evidence").order_by("pk").first()
    hidden = use.evidence
    hidden.url, hidden.visibility = "https://www.ejemplo.gov.co/reservado", Visibility.REVIEWERS_ONLY
    hidden.reserve_ground, hidden.reserve_reason = "classified", "Datos de personas"
    hidden.save()
    publication = publications.publish(round=assessment.round, by=cast.coordinator, at=AT)
    content = made(publication)
    assert b"reservado" not in b"".join(content.values())
    shared = [u for u in EvidenceUse.objects.filter(answer__layer="final") if u.evidence_id != hidden.pk]
    assert (LINK in content["respuestas.csv"].decode()) == bool(shared)


def test_no_cell_of_a_person_runs_as_a_formula(published):
    release = registry.find("ciclo")
    contents = release.source.contents(release)
    row = contents.rows["answers"][0] | {"proofs": ["=HYPERLINK(1)"], "in_words": ["@SUM(1)", "-1"]}
    made = Files(release, replace(contents, rows=contents.rows | {"answers": [row]}))
    assert b",'=HYPERLINK(1)," in made["respuestas.csv"]
    assert b",'@SUM(1) | -1," in made["respuestas.csv"]
    book = load_workbook(io.BytesIO(made["ciclo-v1.xlsx"]))
    cell = next(c for c in book["Respuestas"][2] if c.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"


def test_anybody_can_compute_the_totals_again_from_the_files():
    """As the page of open data explains it: nothing but two files, weighted means and one rounding."""
    publication = make_real_round(make_places(3), code="real", seed=7)
    content = made(publication)
    parts = {row["code"]: row for row in rows_of(content["instrumento.csv"])}
    scores: dict[tuple[str, str], str] = {}
    sums: dict[tuple[str, str, str], list[tuple[Fraction, Fraction]]] = {}
    for row in rows_of(content["puntajes.csv"]):
        scores[row["municipality"], row["code"]] = row["displayed"]
        if row["kind"] == "question" and row["status"] in ("scored", "unanswered"):
            key = (row["municipality"], "indicator", parts[row["code"]]["parent"])
            sums.setdefault(key, []).append((Fraction(parts[row["code"]]["weight"]), Fraction(row["score"] or 0)))
    for kind, above in (("indicator", "dimension"), ("dimension", "global")):
        for (place, _, code), pairs in [item for item in sums.items() if item[0][1] == kind]:
            whole = sum(w * s for w, s in pairs) / sum(w for w, _ in pairs)
            assert cents(whole) == scores[place, code], (place, code)
            key = (place, above, parts[code]["parent"] or "global")
            sums.setdefault(key, []).append((Fraction(parts[code]["weight"]), whole))
    totals = [(key, pairs) for key, pairs in sums.items() if key[1] == "global"]
    assert len(totals) == 3
    for (place, _, code), pairs in totals:
        assert cents(sum(w * s for w, s in pairs) / sum(w for w, _ in pairs)) == scores[place, code]


def cents(score: Fraction) -> str:
    hundredths = (score * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02}"


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow_with_the_places(django_assert_num_queries, count):
    make_published_round({p: {"INF-01": 3, "ESC-01": 2, "RES-01": 1} for p in make_places(count)}, code="ciclo")
    instruments._PARSED.clear()
    release = registry.find("ciclo")
    with django_assert_num_queries(5):
        registry.files_of(release)


def test_final_answers_are_those_of_the_layer(published):
    rows = {(r["municipality"], r["question"]): r["value"] for r in rows_of(made(published)["respuestas.csv"])}
    layer = Answer.objects.filter(layer="final").values_list(
        "assessment__municipality__divipola", "question__code", "value"
    )
    assert {key: value for key, value in rows.items() if value} == {(p, q): v for p, q, v in layer}
    assert re.fullmatch(r"[0-9a-f]{64}", made(published)[SUMS].decode().splitlines()[1].split()[0])
