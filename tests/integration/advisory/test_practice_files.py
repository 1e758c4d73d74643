"""Practices come and go as files: all or none, the same one twice changes nothing, no number is read into another."""

import csv
import io
import json
from decimal import Decimal

import pytest

from advisory.practices.exports.columns import COLUMNS
from advisory.practices.models import Practice
from tests.command_line import refused, run
from tests.factories.practices import SAID, published, written

pytestmark = pytest.mark.django_db
ROW = {
    "code": "BP-7", "title": "Hoja de aportes", "theme": "Participación", "problem": "Nadie supo nada.",
    "what_was_done": "Una hoja.\nOtra hoja.", "cost_band": "menos_de_20", "months": "4", "result_number": "8.5",
    "result_unit": "procesos a tiempo", "result_period": "2026", "conditions": "Que firme quien decide.",
    "what_failed": "=Salió en lenguaje jurídico.", "contact_office": "Secretaría, Participación", "licence": "",
    "evidence": "https://aqui.example/a https://aqui.example/b", "question": "PAR-08", "from_level": "2", "to_level": "3",
    "tags": "gobernanza;vida",
}  # fmt: skip


@pytest.fixture
def load(cast, tmp_path):
    def load(*rows: dict, more: tuple = (), call=run, check: bool = False) -> str:
        text = io.StringIO()
        writer = csv.DictWriter(text, [*COLUMNS, *more])
        writer.writeheader()
        writer.writerows([ROW | {"municipality": cast.here.divipola} | row for row in rows])
        path = tmp_path / "practicas.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return call("load_practices", str(path), *(["--check"] if check else []))

    return load


def test_a_file_is_loaded_waits_for_its_review_and_again_changes_nothing(cast, load):
    assert load({}, check=True) == "practicas.csv: sin problemas. 1 práctica.\n"
    assert not Practice.objects.exists()
    assert load({}) == "practicas.csv: 1 práctica; 1 nueva.\n"
    row = Practice.objects.get()
    assert (row.state, row.municipality, row.written_by, row.licence) == ("en_revision", cast.here, None, "CC BY 4.0")
    assert (row.result_number, row.before_number, row.months) == (Decimal("8.5"), None, 4)
    assert (row.evidence, row.tags) == (["https://aqui.example/a", "https://aqui.example/b"], ["gobernanza", "vida"])
    assert load({}) == "practicas.csv: 1 práctica; 0 nuevas.\n"


def test_what_is_stored_is_never_written_over(load):
    load({})
    again = load({"months": "5"}, {"code": "BP-8"}, call=refused)
    assert "línea 3: BP-7 ya existe con otro contenido (months era «4» y ahora dice «5»)" in again
    assert Practice.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"what_failed": " "}, "falta «what_failed» (qué falló)"),
        ({"conditions": "", "months": ""}, "falta «months» (cuánto tardó), «conditions»"),
        ({"result_number": "1.234"}, "«result_number» dice «1.234», que se lee de dos maneras; escriba 1234 o 1.2340"),
        ({"result_number": "1,5"}, "con punto decimal y hasta 4 decimales, sin miles, y dice «1,5»"),
        ({"result_number": "1e3"}, "y dice «1e3»"),
        ({"result_number": "٣"}, "y dice «٣»"),
        ({"result_number": "0.12345"}, "hasta 4 decimales"),
        ({"months": "4.0"}, "«months» debe ser un número entero, y dice «4.0»"),
        ({"months": "0"}, "de 1 a 120"),
        ({"cost_band": "barato"}, "«cost_band» dice «barato»; se esperaba sin_costo"),
        ({"municipality": "99999"}, "el portal no conoce el municipio «99999»"),
        ({"code": "datos"}, "no sirve de código"),
        ({"from_level": "3", "to_level": "2"}, "el segundo es mayor que el primero"),
        ({"evidence": "ver la web"}, "no es una dirección completa"),
        ({"licence": "Todos los derechos"}, "se esperaba CC BY 4.0 o CC BY-SA 4.0"),
        ({"title": "x" * 161}, "«title» tiene 161 letras y caben 160"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_nothing_is_stored(load, cells, words):
    said = load({"code": "BP-6"}, cells, call=refused)
    assert "línea 5: " in said  # the first row takes two lines, as does the second
    assert words in said


def test_a_code_twice_or_but_for_capitals_is_refused(load):
    assert "el código «bp-7» ya está en la línea" in load({}, {"code": "bp-7"}, call=refused)
    load({})
    assert "solo se diferencia por las mayúsculas de BP-7" in load({"code": "bp-7"}, call=refused)


def test_an_unknown_column_and_an_empty_file_are_refused(load):
    assert "no se conoce la columna «stars»" in load({"stars": "5"}, more=("stars",), call=refused)
    assert "el archivo no tiene prácticas" in load(call=refused)


def test_yaml_says_the_same_and_is_refused_by_its_line(cast, tmp_path):
    row = ROW | {
        "municipality": cast.here.divipola,
        "tags": ["gobernanza", "vida"],
        "before_number": "3",
        "before_period": "2025",
    }
    lines = [f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    path = tmp_path / "practicas.yaml"
    path.write_text("practices:\n- " + "\n".join(lines).strip() + "\n", encoding="utf-8")
    assert run("load_practices", str(path)) == "practicas.yaml: 1 práctica; 1 nueva.\n"
    assert Practice.objects.get().before_number == 3
    path.write_text("practices:\n- code: BP-9\n  stars: 5\n", encoding="utf-8")
    said = refused("load_practices", str(path))
    assert said.startswith("practicas.yaml, línea 3: no se conoce la clave «stars»")


@pytest.mark.parametrize("format", ["csv", "json"])
def test_what_is_exported_comes_in_again(cast, load, tmp_path, format):
    load({"result_number": "1234", "before_number": "1.2340", "before_period": "2025"}, {"code": "BP-8", "result_number": "-3.1"},
         more=("before_number", "before_period"))  # fmt: skip
    public = published(cast.liaison, cast.advisor, cast.here)
    written(cast.liaison, cast.here, title="Borrador")
    path = tmp_path / f"todas.{format}"
    path.write_text(run("export_practices", "--format", format), encoding="utf-8")
    assert "Borrador" not in path.read_text(encoding="utf-8")
    assert run("load_practices", str(path)) == f"todas.{format}: 3 prácticas; 0 nuevas.\n"
    stored = {row.code: row.fields for row in Practice.objects.exclude(title="Borrador")}
    Practice.objects.filter(state="en_revision").delete()
    assert run("load_practices", str(path)) == f"todas.{format}: 3 prácticas; 2 nuevas.\n"
    assert {row.code: row.fields for row in Practice.objects.exclude(title="Borrador")} == stored
    assert stored[public.code] == SAID
