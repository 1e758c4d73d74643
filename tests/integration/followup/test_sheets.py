"""Sheets of indicators: the reader, their versions, and the 26 that come with the portal."""

from pathlib import Path

import pytest
import yaml
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.models import AuditEntry
from followup.indicators.models import IndicatorSheet
from followup.rules.periods import Every
from followup.rules.sheets import Direction, OverMunicipalities, OverTime
from tests.command_line import refused, run, write

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "data" / "indicators"
SHEET = {
    "code": "IND-03", "name": "PQRSD en término", "version": 1, "formula": "a ÷ b × 100", "unit": "%", "factor": 100,
    "source": "Informe", "period": "quarter", "direction": "up", "over_time": "razón de sumas",
    "over_municipalities": "razón de sumas", "denominator": True, "owner": "Atención", "limits": "Ninguno conocido",
}  # fmt: skip


def folder(tmp_path: Path, *sheets: dict) -> str:
    for number, sheet in enumerate(sheets):
        write(tmp_path, f"{number}.yaml", yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False))
    return str(tmp_path)


def test_the_sheets_of_the_release_load_and_the_same_files_change_nothing():
    assert run("load_indicators", str(DATA), "--check") == "26 fichas: sin problemas.\n"
    assert not IndicatorSheet.objects.exists()
    assert run("load_indicators", str(DATA)) == "26 fichas: 26 versiones nuevas.\n"
    assert run("load_indicators", str(DATA)) == "26 fichas: no se cambió nada.\n"
    assert AuditEntry.objects.filter(verb="indicator_sheets.loaded").count() == 26
    codes = [f"IND-{number:02d}" for number in range(1, 27)]
    assert list(IndicatorSheet.objects.values_list("code", flat=True)) == codes
    down = IndicatorSheet.objects.filter(direction=Direction.DOWN).values_list("code", flat=True)
    assert set(down) == {"IND-04", "IND-25"}
    without_valley = IndicatorSheet.objects.filter(over_municipalities=OverMunicipalities.NONE)
    assert set(without_valley.values_list("code", flat=True)) == {"IND-01", "IND-04"}
    assert IndicatorSheet.objects.get(code="IND-18").min_n == 100


def test_defaults_are_those_of_the_rule(tmp_path):
    run("load_indicators", folder(tmp_path, SHEET, SHEET | {"code": "IND-04", "unit": "días"}))
    per_cent, days = (row.rules for row in IndicatorSheet.objects.order_by("code"))
    assert (per_cent.tolerance, days.tolerance) == (5, 0)
    assert (per_cent.decimals, per_cent.lag_days, per_cent.min_coverage, per_cent.min_n, per_cent.bounds) == (
        2,
        30,
        80,
        0,
        None,
    )
    assert (per_cent.every, per_cent.over_time) == (Every.QUARTER, OverTime.RATIO)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"factor": 10}, "«factor» debe ser 1, 100 o 1000"),
        ({"version": 0}, "no puede ser menor que 1"),
        ({"period": "month"}, "se esperaba cycle o quarter"),
        ({"over_time": "suma"}, "con él se usa «razón de sumas»"),
        ({"over_municipalities": "suma"}, "con él se usa «razón de sumas»"),
        ({"denominator": False}, "necesita denominador"),
        ({"unit": "personas"}, "lleva factor 1"),
        ({"tolerance": -1}, "no puede ser menor que 0"),
        ({"tolerance": ".nan"}, "debe ser un número"),
        ({"tolerance": "0.1234567"}, "más de 6 decimales"),
        ({"bounds": [100, 0]}, "el primer número debe ser menor"),
 ({"tolerance": 100_001}, "no puede ser mayor que 100000"),
        ({"bounds": [-(10**10), 1]}, "no puede ser menor que -1000000000"),
        ({"bounds": [0]}, "al menos 2 elementos"),
        ({"bounds": [0, 1, 2]}, "son dos números"),
        ({"min_coverage": 101}, "no puede ser mayor que 100"),
        ({"limits": None}, "falta «limits»"),
        ({"colour": "rojo"}, "no se conoce la clave «colour»"),
        ({"code": "I" * 21}, "el máximo es 20"),
        ({"over_time": "último valor", "over_municipalities": "ninguno", "denominator": False, "min_n": 5}, "no lleva"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_and_line_and_nothing_is_written(tmp_path, changed, said):
    told = refused("load_indicators", folder(tmp_path, SHEET | {"code": "IND-05"}, SHEET | changed))
    assert said in told
    assert "1.yaml, línea " in told
    assert not IndicatorSheet.objects.exists()


def test_all_faulty_files_are_named_at_once(tmp_path):
    told = refused("load_indicators", folder(tmp_path, SHEET | {"factor": 2}, SHEET, SHEET, SHEET | {"unit": ""}))
    assert [name in told for name in ("0.yaml", "1.yaml", "2.yaml", "3.yaml")] == [True, False, True, True]
    assert "el indicador IND-03 ya está en otro archivo" in told


def test_two_codes_that_differ_by_capitals_are_one(tmp_path):
    told = refused("load_indicators", folder(tmp_path, SHEET, SHEET | {"code": "ind-03"}))
    assert "1.yaml, el indicador IND-03 ya está en otro archivo" in told
    (tmp_path / "1.yaml").unlink()
    run("load_indicators", str(tmp_path))
    told = refused("load_indicators", folder(tmp_path, SHEET | {"code": "ind-03", "version": 2}))
    assert "solo se diferencia por las mayúsculas de IND-03" in told
    assert IndicatorSheet.objects.count() == 1


def test_the_largest_numbers_of_the_reader_fit_their_columns(tmp_path):
    largest = {"tolerance": "99999.123456", "bounds": [-(10**9), "999999999.123456"]}
    run("load_indicators", folder(tmp_path, SHEET | largest))
    row = IndicatorSheet.objects.get()
    row.full_clean(exclude=["loaded_at"])
    assert str(row.high) == "999999999.123456"


def test_both_endings_of_the_format_are_read(tmp_path):
    files = Path(folder(tmp_path, SHEET, SHEET | {"code": "IND-04"}, SHEET | {"code": "IND-05"}))
    for path, ending in zip(sorted(files.iterdir()), (".yaml", ".yml", ".YML"), strict=True):
        path.rename(path.with_suffix(ending))
    (files / "LEAME.txt").write_text("No es una ficha.")
    assert run("load_indicators", str(files)) == "3 fichas: 3 versiones nuevas.\n"


def test_no_folder_and_no_sheets(tmp_path):
    assert "No existe la carpeta" in refused("load_indicators", str(tmp_path / "nada"))
    assert "no tiene fichas" in refused("load_indicators", str(tmp_path))


def test_a_version_never_changes_and_only_grows(tmp_path):
    run("load_indicators", folder(tmp_path, SHEET | {"version": 2}))
    for check in ([], ["--check"]):
        told = refused("load_indicators", folder(tmp_path, SHEET | {"version": 2, "owner": "Otra"}), *check)
        assert "la versión 2 ya se cargó y no cambia; súbale el número (owner)" in told
    assert "rige la versión 2" in refused("load_indicators", folder(tmp_path, SHEET))
    assert (
        run("load_indicators", folder(tmp_path, SHEET | {"version": 3, "owner": "Otra"}))
        == "1 ficha: 1 versión nueva.\n"
    )
    assert [row.version for row in IndicatorSheet.objects.in_force()] == [3]
    assert IndicatorSheet.objects.count() == 2


def test_the_database_keeps_what_the_reader_refuses(tmp_path):
    run("load_indicators", folder(tmp_path, SHEET))
    row = IndicatorSheet.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        IndicatorSheet.objects.update(owner="Otra")
    for wrong in ({"factor": 3}, {"tolerance": -1}, {"low": 1}, {"low": 2, "high": 1}, {"over_time": OverTime.SUM}):
        copy = IndicatorSheet.objects.get()
        copy.pk, copy.version = None, 9
        for name, value in wrong.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)
    assert IndicatorSheet.objects.get() == row
    assert connection.needs_rollback is False
