"""A stranger with the downloaded files and the page «Cómo recalcular» gets every published figure, to the last digit."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from core.web import page_cache
from diagnostics.scoring.conditions import OPERATORS
from tests.factories.results import make_erratum, make_places, make_real_round

SCRIPT = Path(__file__).parents[2] / "recompute" / "recompute.py"
FILES = ("puntajes", "municipios", "instrumento", "opciones", "reglas", "respuestas", "medianas", "errata")


def download(client: Client, code: str, folder: Path) -> Path:
    """Save the files that the page of open data links, as a person does."""
    body = client.get("/datos/").content.decode()
    newest = max(int(n) for n in re.findall(rf'href="/datos/{code}/v(\d+)/', body))
    addresses = re.findall(rf'href="(/datos/{code}/v{newest}/[a-z]+\.csv)"', body)
    assert {Path(address).stem for address in addresses} >= set(FILES)
    for address in addresses:
        response = client.get(address)
        (folder / Path(address).name).write_bytes(b"".join(response))
        response.close()
    return folder


def run(folder: Path) -> tuple[int, list[str]]:
    """Run the script alone: isolated from the environment, without site packages, outside the repository."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(folder)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def figures(lines: list[str]) -> int:
    found = re.fullmatch(r"(\d+) figures recomputed, 0 differences", lines[-1])
    assert found, lines[:10]
    return int(found[1])


@pytest.mark.parametrize("code", ["demo-0", "demo-1"])
def test_every_published_figure_of_the_demonstration_follows_from_its_files(client, demo, tmp_path, code):
    status, lines = run(download(client, code, tmp_path))
    assert figures(lines) > 5000
    assert status == 0


@pytest.mark.django_db
def test_so_do_the_figures_of_any_answers_and_of_an_erratum(client, tmp_path):
    first = make_real_round(make_places(4), code="real", seed=11)
    make_erratum(first, first.round.assessments.first().municipality, "TRA-01", "4")
    status, lines = run(download(client, "real", tmp_path))
    assert (status, figures(lines) > 2000) == (0, True)


@pytest.mark.django_db
def test_a_figure_that_does_not_follow_is_named(client, published, tmp_path):
    folder = download(client, "ciclo-1", tmp_path)
    assert run(folder)[0] == 0
    with (folder / "respuestas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = next(row for row in rows if row["question"] == "INF-01")
    changed["value"] = changed["number"] = "0"
    with (folder / "respuestas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    status, lines = run(folder)
    place = changed["municipality"]
    assert status == 1
    assert f"puntajes.csv {place} question INF-01, displayed: '75.00' is published, '0.00' follows" in lines
    assert any(line.startswith(f"puntajes.csv {place} global global, score") for line in lines)


def test_script_imports_only_the_standard_library():
    imported = re.findall(r"^(?:from|import) (\w+)", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(imported) <= sys.stdlib_module_names


@pytest.mark.django_db
def test_page_names_every_column_that_the_script_reads(client):
    body = client.get("/datos/recalcular/").content.decode()
    said = set(re.findall(r"<code>([a-z_0-9.]+)</code>", body))
    read = set(re.findall(r'\["([a-z_]+)"\]', SCRIPT.read_text(encoding="utf-8")))
    read -= {
        "kind",
        "type",
        "text",
        "code",
        "municipality",
        "attr",
        "question",
        "value",
        "any",
        "all",
        "op",
        "status",
        "level",
    }
    assert read - said == set()


@pytest.mark.django_db
def test_example_is_made_of_what_is_published(client, published, text_of):
    text = text_of(client.get("/datos/recalcular/"))
    assert "Un ejemplo: Lugar 01" in text
    assert "Datos de demostración" in text
    assert "A la pregunta INF-01 respondió 3: vale 75,00." in text
    assert "INF, Informar con la gente: (100 × 75,00) ÷ 100 = 75,00" in text
    assert "Total: (50 × 75,00 + 30 × 50,00 + 20 × 50,00) ÷ 100 = 62,50" in text


@pytest.mark.django_db
def test_example_reads_the_document_of_its_municipality_alone(client, published, django_assert_num_queries):
    client.get("/datos/recalcular/")
    page_cache.forget_all()
    with django_assert_num_queries(4) as sent:
        client.get("/datos/recalcular/")
    [read] = [one["sql"] for one in sent if '"document"' in one["sql"]]
    assert '"municipality_id" = ' in read


@pytest.mark.django_db
def test_page_says_what_is_easily_read_two_ways(client, text_of):
    text = text_of(client.get("/datos/recalcular/"))
    assert all(f"{op} " in text for op in OPERATORS)
    for words in ("separan los códigos con |", "−0,875 en −0,88", "en orden alfabético", "«+2,27 si lo da»"):
        assert words in text


@pytest.mark.django_db
def test_page_before_any_publication_has_the_rules_alone(client, text_of):
    text = text_of(client.get("/datos/recalcular/"))
    assert "Las reglas, paso a paso" in text
    assert "Un ejemplo" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/datos/", "/como-se-mide/", "/municipios/lugar-01/"])
def test_rules_are_led_to_from_where_figures_are_explained(client, published, page):
    assert 'href="/datos/recalcular/"' in client.get(page).content.decode()
