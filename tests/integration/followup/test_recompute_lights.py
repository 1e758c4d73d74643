"""The program that people download computes every light again, and says what is not as published."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from followup.indicators.queries.series import series_in_force
from followup.pages.exports.script import script
from followup.pages.presenters.series_files import document_of
from followup.rules.lights import Light
from tests.factories.followup import make_approved, make_sheet, make_target
from tests.factories.indicator_series import rich_set
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(tmp_path) -> Path:
    file = tmp_path / "recalcular.py"
    file.write_bytes(script())
    return file


def recomputed(program: Path, *documents: bytes) -> tuple[int, str]:
    """Run the program as somebody elsewhere would: alone, with what it was given."""
    for document in documents:
        (program.parent / "indicador.json").write_bytes(document)
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(program.parent / "indicador.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def written(at: date) -> bytes:
    return json.dumps(document_of(series_in_force(), at, "", {})).encode()


@pytest.mark.parametrize("seed", range(2))
def test_it_agrees_on_every_light_of_a_rich_set(program, seed):
    rich_set([make_municipality() for _ in range(10)], seed=seed)
    seen: set[str] = set()
    for days in range(0, 900, 75):
        document = written(date(2024, 12, 1) + timedelta(days))
        status, said = recomputed(program, document)
        assert status == 0, said
        rows = [row for one in json.loads(document)["indicators"] for row in one["rows"]]
        seen |= {row["light"] for row in rows}
        same = int(said.removeprefix("Coinciden ").partition(",")[0])
        assert same > len(rows) * 0.6  # the others sum a number that is not published
        if not any(value["is_hidden"] for row in rows for value in row["values"]):
            assert same == len(rows)
    assert seen == set(Light)


def test_with_nothing_hidden_every_row_is_computed_again(program):
    places = [make_municipality() for _ in range(10)]
    sheet = make_sheet()
    for number, place in enumerate(places):
        for period in ("2026-T1", "2026-T2", "2026-T3")[number % 3 :]:
            make_approved(sheet, place, period, 50 + number, 100)
        make_target(sheet, place, "2026", target=55)
    make_target(sheet, None, "2026", target=55)
    assert "Coinciden 11, no coinciden 0, no se rehacen 0." in recomputed(program, written(date(2026, 11, 30)))[1]


def test_it_names_what_is_not_as_published(program):
    place, sheet = make_municipality(divipola="05088"), make_sheet()
    make_approved(sheet, place, "2026-T3", 80, 100)
    make_target(sheet, place, "2026-T3", target=90)
    document = json.loads(written(date(2026, 11, 30)))
    document["indicators"][0]["rows"][0]["light"] = "verde"
    status, said = recomputed(program, json.dumps(document).encode())
    assert status == 1
    assert "IND-03 05088: publicado (Fraction(80, 1), 'verde'), calculado (Fraction(80, 1), 'rojo')" in said
    assert said.endswith("Coinciden 1, no coinciden 1, no se rehacen 0.\n")


def test_too_few_people_are_in_no_file(program):
    place, sheet = make_municipality(divipola="05088"), make_sheet(min_n=50)
    make_approved(sheet, place, "2026-T3", 17, 43)
    browser = Client()
    document = browser.get(reverse("followup:indicator-data", args=["IND-03"])).content
    value = json.loads(document)["indicators"][0]["rows"][0]["values"][0]
    assert (value["numerator"], value["denominator"], value["is_hidden"]) == (None, None, True)
    assert recomputed(program, document)[0] == 0
    for query in ("", "?formato=csv"):
        page = browser.get(reverse("followup:indicator", args=["IND-03"]) + query).content.decode()
        assert "17 de 43" not in page
        assert ",17,43," not in page


def test_the_files_of_the_pages_are_what_it_reads(program):
    rich_set([make_municipality() for _ in range(3)], seed=9)
    browser = Client()
    assert browser.get(reverse("followup:recompute-lights")).content == program.read_bytes()
    for path in (reverse("followup:indicator-data-all"), reverse("followup:indicator-data", args=["IND-04"])):
        response = browser.get(path)
        assert response["Content-Type"] == "application/json"
        assert recomputed(program, response.content)[0] == 0


def test_a_file_that_is_not_there_is_answered_with_how_to_use_it(program):
    done = subprocess.run(
        [sys.executable, "-I", str(program), "no-esta.json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "python3 recalcular.py" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_it_needs_nothing_but_python_and_is_short():
    text = script().decode()
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 80
