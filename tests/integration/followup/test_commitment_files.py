"""Commitments by command: what a file stores, what is refused in one sentence, the states they print, and the file again."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from followup.commitments.actions.promises import content_of
from followup.commitments.choices import TAKEN_CODES
from followup.commitments.exports.columns import COLUMNS, escaped, milestones_cell, split_at, unescaped
from followup.commitments.models import Commitment, Milestone, News, PromiseVersion, SecondReading
from tests.command_line import run, table, write
from tests.factories.followup import make_commitment
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HEAD = ",".join(COLUMNS)
PLAIN = (
    "C-1,Abrir la mesa,,05001,Secretaría,mesa@bello.example,2027-01-10,2027-02-01,2027-12-31,2027-06-30,mensual,"
    "Acto~2027-03-31~2027-03-30|Sesión~2027-11-30~,,,Se corrió el acto"
)
CLOSED = (
    "C-2,Publicar las actas,,05001;5079,Planeación,,2026-01-10,2026-02-01,2026-06-30,2026-06-30,trimestral,Actas~2026-05-31~,"
    "limitado,2026-08-01,Faltó presupuesto"
)
PROPOSED = "C-3,Medir el ruido,brecha:2019-1:05079:TRA-01,05079,Ambiente,,,2027-02-01,2027-12-31,,,,,,"


@pytest.fixture(autouse=True)
def _places() -> None:
    for code, name in (("05001", "Medellín"), ("05079", "Barbosa")):
        make_municipality(divipola=code, name=name)


def file(folder: Path, *rows: str) -> str:
    return write(folder, "compromisos.csv", "\n".join([HEAD, *rows, ""]))


def refusal(*arguments: str) -> str:
    """What a refused command says; nothing of commitments is written."""
    models = (Commitment, Milestone, News, PromiseVersion, SecondReading)
    before = [model.objects.count() for model in models]
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert [model.objects.count() for model in models] == before
    return str(refused.value)


def states(day: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in json.loads(run("commitment_states", "--at", day, "--format", "json"))}


def test_a_file_is_loaded_and_the_same_file_changes_nothing(tmp_path: Path):
    name = file(tmp_path, PLAIN, CLOSED, PROPOSED)
    assert run("import_commitments", name, "--check").startswith("compromisos.csv: sin problemas. 3 compromisos.\n")
    assert not Commitment.objects.exists()
    said = run("import_commitments", name)
    assert said == (
        "compromisos.csv: 3 compromisos; 3 nuevos.\nNacen de un ciclo o una agenda que el portal no tiene: 2019-1.\n"
    )
    one = Commitment.objects.get(code="C-1")
    assert (one.municipality.divipola, one.accepted_on, one.cadence) == ("05001", date(2027, 1, 10), "mensual")
    assert [(v.number, v.content["end"], v.reason) for v in one.versions.all()] == [
        (1, "2027-06-30", ""), (2, "2027-12-31", "Se corrió el acto"),
    ]  # fmt: skip
    assert one.versions.get(number=2).content == content_of(one)  # as if it had been promised here
    assert [step["number"] for step in one.versions.get(number=1).content["milestones"]] == [1, 2]
    shared = Commitment.objects.get(code="C-2")
    assert shared.municipality is None
    assert shared.municipalities.count() == 2
    assert [(news.kind, news.text) for news in shared.news.all()] == [("razon", "Faltó presupuesto")]
    assert Commitment.objects.get(code="C-3").origin.key == "TRA-01"
    assert "0 nuevos" in run("import_commitments", name)


def test_states_name_the_row_that_decided_and_their_marks(tmp_path: Path):
    run("import_commitments", file(tmp_path, PLAIN, CLOSED, PROPOSED))
    found = states("2027-07-01")
    assert set(found["C-1"]) == {"code", "state", "derived", "why", "mark"}
    assert found["C-1"]["state"] == found["C-1"]["derived"] == "en_marcha"
    assert found["C-1"]["mark"].startswith("reformulado (1 cambio); sin novedades hace ")
    assert found["C-1"]["mark"].endswith("no se cumplió en su fecha original")
    assert (found["C-2"]["state"], found["C-2"]["why"]) == ("no_cumplido", "cerrado")
    assert (found["C-3"]["state"], found["C-3"]["why"], found["C-3"]["mark"]) == ("propuesto", "sin_aceptar", "")
    assert states("2027-01-09")["C-1"]["state"] == "propuesto"
    assert states("2027-01-10")["C-1"]["state"] == "acordado"
    assert states("2027-11-30")["C-1"]["state"] == "en_marcha"
    assert states("2027-12-01")["C-1"]["why"] == "hito_vencido"
    assert states("2028-01-01")["C-1"]["why"] == "termino_sin_hacer"
    for day in ("mañana", "9999-12-31", "20271231", ""):
        assert "no es una fecha" in refusal("commitment_states", "--at", day)


def test_silence_begins_ten_working_days_after_the_end_of_the_cadence(tmp_path: Path):
    """Proof of 30 March, monthly: news expected on 30 April, ten working days on is 17 May (10 May is a holiday)."""
    run("import_commitments", file(tmp_path, PLAIN))
    assert "sin novedades" not in states("2027-05-17")["C-1"]["mark"]
    assert "sin novedades hace 49 días" in states("2027-05-18")["C-1"]["mark"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (PLAIN.replace("05001", "99999"), "línea 2: el portal no conoce el municipio «99999»"),
        (PLAIN.replace("2027-12-31", "2027-02-30"), "«end» dice «2027-02-30» y no es una fecha"),
        (PLAIN.replace("2027-02-01", "2028-02-01"), "es posterior a «end»"),
        (PLAIN.replace("mensual", "diaria"), "«cadence» dice «diaria»"),
        (PLAIN.replace("Acto~2027-03-31~2027-03-30", "Acto"), "el hito 1 dice «Acto»"),
        (PLAIN.replace("Acto~2027-03-31~2027-03-30|Sesión~2027-11-30~", ""), "necesita al menos uno"),
        (PLAIN.replace("Acto~2027-03-31~2027-03-30", "|".join(["A~2027-03-31"] * 7)), "se admiten 6"),
        (PLAIN.replace("C-1", "=1+1"), "no sirve de código"),
        (PLAIN.replace("C-1", "datos"), "no sirve de código"),
        (PLAIN.replace("C-1", "Nuevo"), "no sirve de código"),
        (PLAIN.replace("C-1", "C" * 21), "no sirve de código"),
        (PLAIN.replace("Abrir la mesa", "x" * 161), "«title» tiene 161 letras y caben 160"),
        (PLAIN.replace("Abrir la mesa,,", "Abrir la mesa,brecha:2026-1:TRA-01,"), "«origin» dice «brecha:2026-1:TRA-01»"),
        (PLAIN.replace("Secretaría", ""), "falta «office»"),
        (CLOSED.replace("limitado", "terminado"), "«closing» dice «terminado»"),
        (CLOSED.replace("limitado", ""), "tiene «closed_on» y le falta «closing»"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_line_and_nothing_is_written(tmp_path: Path, row: str, words: str):
    said = refusal("import_commitments", file(tmp_path, row, PROPOSED))
    assert words in said
    assert "línea 2: " in said
    assert "no se guardó nada" in said


@pytest.mark.parametrize("code", [*TAKEN_CODES, "Datos", "NUEVO"])
def test_the_address_of_another_page_is_no_code(tmp_path: Path, code: str):
    said = refusal("import_commitments", file(tmp_path, PLAIN, CLOSED.replace("C-2", code)))
    assert f"línea 3: «{code}» no sirve de código: es la dirección de otra página del portal" in said


def test_no_commitment_takes_the_address_of_another_page():
    """What the resolver has as a fixed word where a code stands is refused by the reader."""
    roots = r"(?:compromisos|seguimiento/compromisos|api/v1/commitments)/"
    fixed = {match[1] for one in routes(get_resolver().url_patterns) if (match := re.match(rf"{roots}([^/<]+)", one))}
    assert fixed == set(TAKEN_CODES)


def routes(patterns, start: str = ""):
    for one in patterns:
        path = start + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, path)
        else:
            yield path


def test_every_fault_has_its_sentence(tmp_path: Path):
    said = refusal("import_commitments", file(tmp_path, PLAIN.replace("05001", "99999"), PLAIN, "C-9,,,,,,,,,,,,,,"))
    assert "línea 3: el código «C-1» ya está en la línea 2" in said
    assert [words in said for words in ("falta «title»", "falta «municipalities»", "falta «start»")] == [True] * 3


@pytest.mark.parametrize("content", ["", HEAD + "\n", HEAD.replace(",reason", "") + "\n", HEAD + ",otra\n", "\0\0"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: str):
    assert refusal("import_commitments", write(tmp_path, "malo.csv", content))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Abrir la mesa", "Abrir dos mesas", "title era «Abrir la mesa» y ahora dice «Abrir dos mesas»"),
        ("2027-06-30", "2027-12-31", "original_end era «2027-06-30» y ahora dice «2027-12-31»"),
        ("C-1", "c-1", "solo se diferencia por las mayúsculas de C-1"),
    ],
)
def test_what_exists_is_never_written_over(tmp_path: Path, before: str, after: str, words: str):
    run("import_commitments", file(tmp_path, PLAIN))
    said = refusal("import_commitments", file(tmp_path, PLAIN.replace(before, after), PROPOSED))
    assert words in said
    assert Commitment.objects.get().title == "Abrir la mesa"


def test_the_exported_file_comes_in_again_as_it_was(tmp_path: Path):
    def exported() -> list[dict[str, str]]:
        return table("export_commitments", "--format", "csv")

    with transaction.atomic():
        run("import_commitments", file(tmp_path, PLAIN, CLOSED, PROPOSED))
        whole, first = run("export_commitments", "--format", "csv"), exported()
        again = write(tmp_path, "otra-vez.csv", whole)
        assert "0 nuevos" in run("import_commitments", again)
        transaction.set_rollback(True)
    found = {row["code"]: row for row in first}
    assert (found["C-2"]["completion"], found["C-2"]["lead_institution"]) == ("Limited", "Planeación")
    assert [found[code]["origin"] for code in ("C-1", "C-3")] == ["", "brecha:2019-1:05079:TRA-01"]
    assert "3 nuevos" in run("import_commitments", again)
    assert [[row[name] for name in COLUMNS] for row in exported()] == [[row[name] for name in COLUMNS] for row in first]


def test_titles_with_the_marks_of_the_file_come_in_again(tmp_path: Path):
    today = timezone.localdate()
    one = make_commitment(
        make_municipality(divipola="05088", name="Bello"), milestones=[(today, None)], title="-5 °C; =ya"
    )
    one.milestones.update(title=r"Uno | dos ~ tres \ cuatro")
    whole = run("export_commitments", "--format", "csv")
    assert "0 nuevos" in run("import_commitments", write(tmp_path, "otra.csv", whole))


@given(st.lists(st.tuples(st.text("a|~\\ b", min_size=1), st.just("2027-01-01"), st.sampled_from(["", "2027-01-01"]))))
def test_any_title_of_a_milestone_is_read_back(steps: list[tuple[str, str, str]]):
    cell = milestones_cell(steps)
    parts = [split_at("~", part) for part in split_at("|", cell)] if steps else []
    assert [(unescaped(title), due, done) for title, due, done in parts] == steps
    assert all(unescaped(escaped(title)) == title for title, _, _ in steps)


def test_the_document_has_versions_milestones_and_news(tmp_path: Path):
    run("import_commitments", file(tmp_path, PLAIN, CLOSED))
    found = {one["code"]: one for one in json.loads(run("export_commitments", "--format", "json"))}
    assert [v["content"]["end"] for v in found["C-1"]["versions"]] == ["2027-06-30", "2027-12-31"]
    assert found["C-2"]["municipalities"] == ["05001", "05079"]
    assert found["C-2"]["news"][0]["text"] == "Faltó presupuesto"
