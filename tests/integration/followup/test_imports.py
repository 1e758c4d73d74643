"""Targets and measurements from files: all or nothing, each fault by its line or cell, the same file again changes nothing."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook

from core.models import AuditEntry
from diagnostics.assessments.models import Round
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions.importing import LOADED_AGAIN
from followup.indicators.models import ApprovedValue, Measurement, ReportingPeriod, Target
from tests.command_line import refused, run, write
from tests.factories.accounts import make_user
from tests.factories.diagnostics import make_round
from tests.factories.followup import make_approved, make_period, make_sheet, make_target
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
TARGETS = "indicator,municipality,period,baseline,target"
MEASUREMENTS = "indicator,municipality,period,numerator,denominator,evidence,approved"
PLAIN = {"over_time": "suma", "over_municipalities": "suma", "has_denominator": False, "unit": "número", "factor": 1}


@pytest.fixture
def here():
    place = make_municipality(divipola="05088", name="Bello", slug="bello")
    make_municipality(divipola="05001", name="Medellín", slug="medellin")
    make_sheet()
    make_sheet(code="IND-16", every="year", low=None, high=None, **PLAIN)
    make_sheet(code="IND-04", over_municipalities="ninguno")
    make_sheet(code="IND-02", every="cycle", over_time="último valor")
    return place


def targets(folder: Path, *lines: str) -> str:
    return write(folder, "metas.csv", "\n".join([TARGETS, *lines, ""]))


def measurements(folder: Path, *lines: str) -> str:
    return write(folder, "mediciones.csv", "\n".join([MEASUREMENTS, *lines, ""]))


def workbook(folder: Path, heading: str, *rows: list, formats: dict[str, str] | None = None) -> str:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(heading.split(","))
    for row in rows:
        sheet.append(row)
    for cell, shape in (formats or {}).items():
        sheet[cell].number_format = shape
    book.save(out)
    return write(folder, "libro.xlsx", out.getvalue())


def stored() -> dict[str, list]:
    """Every row that an import writes, whole."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (ReportingPeriod, Target, Measurement, ApprovedValue, FollowupEvidence, AuditEntry)
    }


def test_targets_are_put_changed_and_left_alone(here, tmp_path):
    lines = ["IND-03,05088,2026,80.5,90", "IND-03,5088,2026-T3,,88.5", "IND-03,valle,2026,,85", "IND-16,05088,2026,0,"]
    assert (
        run("import_targets", targets(tmp_path, *lines), "--check")
        == "metas.csv: sin problemas. 4 filas; 4 cambian algo.\n"
    )
    assert not Target.objects.exists()
    assert not ReportingPeriod.objects.exists()
    assert run("import_targets", targets(tmp_path, *lines)) == "metas.csv: 4 filas; 4 cambian algo.\n"
    found = {(t.indicator.code, t.municipality_id, t.period.code): (t.baseline, t.target) for t in Target.objects.all()}
    assert found == {
        ("IND-03", here.pk, "2026"): (Decimal("80.5"), 90),
        ("IND-03", here.pk, "2026-T3"): (None, Decimal("88.5")),
        ("IND-03", None, "2026"): (None, 85),
        ("IND-16", here.pk, "2026"): (0, None),
    }
    before = stored()
    assert run("import_targets", targets(tmp_path, *lines)) == "metas.csv: 4 filas; no cambia nada.\n"
    assert stored() == before
    assert run("import_targets", targets(tmp_path, "IND-03,valle,2026,,86")) == "metas.csv: 1 fila; 1 cambia algo.\n"
    assert Target.objects.get(municipality=None).target == 86
    assert AuditEntry.objects.filter(verb="target.set").count() == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("IND-99,05088,2026,,90", "no hay una ficha del indicador «IND-99»"),
        (",05088,2026,,90", "falta el indicador"),
        ("IND-03,05999,2026,,90", "el portal no conoce el municipio «05999»"),
        ("IND-03,,2026,,90", "falta el municipio"),
        ("IND-03,05088,2026-13,,90", "«2026-13» no es un periodo"),
        ("IND-03,05088,2026-S3,,90", "un año tiene dos semestres"),
        ("IND-03,05088,2026-T5,,90", "no es un periodo"),
        ("IND-03,05088,,,90", "falta el periodo"),
        ("IND-03,05088,2026-S1,,90", "IND-03 se mide por trimestre, y 2026-S1 es un semestre"),
        ("IND-16,05088,2026-T1,,90", "IND-16 se mide por año, y 2026-T1 es un trimestre"),
        ("IND-02,05088,2026,,90", "no hay un ciclo «2026»"),
        ("IND-03,05088,2026,,90 %", "«target» es un número sin el signo de porcentaje"),
        ("IND-03,05088,2026,,NaN", "«target» debe ser un número, y dice «NaN»"),
        ("IND-03,05088,2026,inf,", "«baseline» debe ser un número"),
        ("IND-03,05088,2026,,noventa", "debe ser un número, y dice «noventa»"),
        ('IND-03,05088,2026,,"90,5"', "lleva punto como marca decimal"),
        ("IND-03,05088,2026,,90.55", "«target» tiene más de 1 decimal,"),
        ("IND-03,05088,2026,1234567890123456,", "caben 15 cifras"),
        ("IND-03,05088,2026,,", "no trae ni meta ni línea base"),
        ("IND-04,valle,2026,,5", "IND-04 no tiene valor del valle, así que tampoco meta del valle"),
    ],
)
def test_a_fault_of_a_target_is_named_by_its_line(here, tmp_path, line, said):
    for check in ([], ["--check"]):
        told = refused("import_targets", targets(tmp_path, "IND-03,05001,2026,,90", line), *check)
        assert "línea 3: " in told
        assert said in told
    assert not Target.objects.exists()
    assert not ReportingPeriod.objects.exists()


def test_a_target_that_stands_twice_and_other_headings(here, tmp_path):
    told = refused("import_targets", targets(tmp_path, "IND-03,05088,2026,,90", "IND-03,5088,2026,,91"))
    assert "línea 3: la meta de IND-03, 05088, 2026 ya está en la línea 2" in told
    assert "falta la columna «period»" in refused(
        "import_targets", write(tmp_path, "x.csv", "indicator,municipality\n")
    )
    assert "no tiene filas" in refused("import_targets", targets(tmp_path))
    assert "no está en UTF-8" in refused("import_targets", write(tmp_path, "x.csv", b"indicator,municipality\xf3\n"))


def test_measurements_come_in_with_their_evidence_and_the_same_file_changes_nothing(here, tmp_path):
    link = "https://bello.gov.co/pqrsd"
    lines = [
        f"IND-03,05088,2026-T1,1148,1256,{link}|https://datos.gov.co/x,si", f"IND-03,05088,2026-T2,0,0,{link},si",
        "IND-16,05088,2025,12.5,,,no",
    ]  # fmt: skip
    path = measurements(tmp_path, *lines)
    assert run("import_measurements", path, "--check").startswith(
        "mediciones.csv: sin problemas. 3 filas; 3 cambian algo."
    )
    assert not Measurement.objects.exists()
    assert not FollowupEvidence.objects.exists()
    assert run("import_measurements", path) == "mediciones.csv: 3 filas; 3 cambian algo.\n"
    first, second = ApprovedValue.objects.order_by("measurement__period__code")
    assert (first.numerator, first.denominator, first.number, first.approved_by) == (1148, 1256, 1, None)
    assert [one["address"] for one in first.evidence] == [link, "https://datos.gov.co/x"]
    assert (second.numerator, second.denominator) == (0, 0)
    assert FollowupEvidence.objects.public().count() == 2  # one report for both quarters
    draft = Measurement.objects.get(indicator__code="IND-16")
    assert (draft.state, draft.numerator, draft.denominator) == ("borrador", Decimal("12.5"), None)
    assert {one.state for one in Measurement.objects.filter(indicator__code="IND-03")} == {"aprobada"}
    before = stored()
    assert run("import_measurements", path) == "mediciones.csv: 3 filas; no cambia nada.\n"
    assert stored() == before


def test_a_changed_approved_value_is_the_next_one_with_its_reason(here, tmp_path):
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1148,1256,https://a.co/x,si"))
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1150,1256,https://a.co/x,si"))
    one, two = ApprovedValue.objects.all()
    assert (one.number, one.numerator, one.reason) == (1, 1148, "")
    assert (two.number, two.numerator, two.reason) == (2, 1150, LOADED_AGAIN)
    assert Measurement.objects.get().numerator == 1150
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1150,1256,https://a.co/y,si"))
    assert [one["address"] for one in ApprovedValue.objects.in_force().get().evidence] == ["https://a.co/y"]


def test_what_is_not_approved_changes_the_working_row_only(here, tmp_path):
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1148,1256,,si"))
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1000,1256,,no"))
    row = Measurement.objects.get()
    assert (row.state, row.numerator, row.version) == ("borrador", 1000, 2)
    assert ApprovedValue.objects.get().numerator == 1148
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1000,1256,,si"))
    assert [one.numerator for one in ApprovedValue.objects.all()] == [1148, 1000]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("IND-99,05088,2026-T1,1,2,,si", "no hay una ficha"),
        ("IND-03,valle,2026-T1,1,2,,si", "el valle no se mide"),
        ("IND-03,05999,2026-T1,1,2,,si", "no conoce el municipio"),
        ("IND-03,05088,2026,1,2,,si", "IND-03 se mide por trimestre, y 2026 es un año"),
        ("IND-03,05088,2026-T9,1,2,,si", "no es un periodo"),
        ("IND-02,05088,2026-T1,1,2,,si", "se mide por ciclo de diagnóstico, y no hay un ciclo «2026-T1»"),
        ("IND-03,05088,2026-T1,91 %,100,,si", "«numerator» es un número sin el signo de porcentaje"),
        ("IND-03,05088,2026-T1,nan,100,,si", "«numerator» debe ser un número, y dice «nan»"),
        ("IND-03,05088,2026-T1,mil,100,,si", "debe ser un número, y dice «mil»"),
        ("IND-03,05088,2026-T1,1e3,100,,si", "debe ser un número"),
        ("IND-03,05088,2026-T1,,100,,si", "falta el numerador"),
        ("IND-03,05088,2026-T1,5,,,si", "falta el denominador de IND-03"),
        ("IND-03,05088,2026-T1,5,-1,,si", "«denominator» no puede ser menor que 0"),
        ("IND-16,05088,2026,5,0,,si", "IND-16 no lleva denominador"),
        ("IND-03,05088,2026-T1,1234567890123456,2,,si", "caben 15 cifras"),
        ("IND-03,05088,2026-T1,123456789012.1234,2,,si", "caben 15 cifras"),
        ("IND-03,05088,2026-T1,120,100,,si", "da 120, y IND-03 va de 0 a 100 (%)"),
        ("IND-03,05088,2026-T1,-1,100,,no", "da −1, y IND-03 va de 0 a 100 (%)"),
        ("IND-03,05088,2026-T1,5,0,,si", "con denominador 0 el numerador también es 0"),
        ("IND-03,05088,2026-T1,0.1234567,2,,si", "más de 6 decimales"),
        ("IND-03,05088,2026-T1,1,2,informe,si", "«informe» no es una dirección"),
        ("IND-03,05088,2026-T1,1,2,,tal vez", "«approved» debe decir si o no"),
        ("IND-03,05088,2026-T1,1,2,,", "«approved» debe decir si o no"),
        ("IND-03,05001,2026-T1,1,2,,si", "ya está en la línea 2"),
    ],
)  # fmt: skip
def test_a_fault_of_a_measurement_is_named_and_nothing_is_half_written(here, tmp_path, line, said):
    for check in ([], ["--check"]):
        told = refused(
            "import_measurements", measurements(tmp_path, "IND-03,05001,2026-T1,3,4,https://a.co,si", line), *check
        )
        assert "línea 3" in told
        assert said in told
    assert not Measurement.objects.exists()
    assert not FollowupEvidence.objects.exists()
    assert not ReportingPeriod.objects.exists()


def test_every_fault_is_told_at_once(here, tmp_path):
    told = refused(
        "import_measurements", measurements(tmp_path, "IND-99,05999,2026-T1,x,-1,no,quizá", "IND-03,05088,,1,,,si")
    )
    assert told.count("línea 2: ") == 6
    assert told.count("línea 3: ") == 2


def test_a_locked_period_takes_nothing_new_and_says_why(here, tmp_path):
    same = measurements(tmp_path, "IND-03,05088,2026-T1,3,4,,si")
    run("import_measurements", same)
    ReportingPeriod.objects.update(
        locked_at=timezone.now(), locked_by=make_user(), lock_reason="Ya se publicó el informe"
    )
    assert "no cambia nada" in run("import_measurements", same)
    told = refused("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,2,4,,si"))
    assert "línea 2: el periodo 2026-T1 está cerrado desde el" in told
    assert "«Ya se publicó el informe»" in told


def test_invented_and_measured_numbers_do_not_take_each_others_place(here, tmp_path):
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,3,4,,si"), "--demo")
    run("import_targets", targets(tmp_path, "IND-03,05088,2026,,90"), "--demo")
    assert Measurement.objects.get().is_demo
    assert Target.objects.get().is_demo
    assert "un dato de demostración" in refused(
        "import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,2,4,,si")
    )
    assert "un dato de demostración" in refused("import_targets", targets(tmp_path, "IND-03,05088,2026,,91"))


def test_an_indicator_of_rounds_takes_their_codes_with_their_cut_off(here, tmp_path):
    round = make_round(code="2026-1")
    Round.objects.filter(pk=round.pk).update(cutoff_on=None)
    line = "IND-02,05088,2026-1,3,4,,si"
    assert "el ciclo 2026-1 todavía no tiene fecha de corte" in refused(
        "import_measurements", measurements(tmp_path, line)
    )
    Round.objects.filter(pk=round.pk).update(cutoff_on=date(2026, 5, 31))
    run("import_measurements", measurements(tmp_path, line))
    run("import_targets", targets(tmp_path, "IND-02,05088,2026-1,,60"))
    period = ReportingPeriod.objects.get()
    assert (period.code, period.every, period.starts_on, period.ends_on) == (
        "2026-1",
        "cycle",
        *[date(2026, 5, 31)] * 2,
    )


def test_a_workbook_is_read_with_its_cells(here, tmp_path):
    rows = [
        ["IND-03", "05088", "2026-T1", 1148, 1256, "https://a.co", "si"],
        ["IND-16", 5088, 2026, 12.5, None, None, "no"],
    ]
    assert (
        run("import_measurements", workbook(tmp_path, MEASUREMENTS, *rows)) == "libro.xlsx: 2 filas; 2 cambian algo.\n"
    )
    assert Measurement.objects.get(indicator__code="IND-16").numerator == Decimal("12.5")
    wrong = [
        ["IND-03", "05088", "2026-T2", "1148", 0.91, None, "si"],
        ["IND-03", "05088", date(2026, 1, 1), 1, 2, None, True],
    ]
    told = refused("import_measurements", workbook(tmp_path, MEASUREMENTS, *wrong, formats={"E2": "0%"}))
    assert "celda D2: «numerator» dice «1148» y se esperaba un número" in told
    assert "celda E2: «denominator» tiene formato de porcentaje" in told
    assert "celda C3: " in told
    assert "celda G3: " in told
    assert "celda F1: no se conoce la columna «nota»" in refused(
        "import_targets", workbook(tmp_path, f"{TARGETS},nota", ["IND-03", "05088", "2026", 1, 2, "x"])
    )


def test_numbers_that_may_be_thousands_are_read_and_said(here, tmp_path):
    said = run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,1.148,1256,,si"))
    assert "línea 2: «1.148» se lee con decimales" in said


def test_more_rows_ask_no_more_queries(here, tmp_path, django_assert_max_num_queries):
    places = [make_municipality() for _ in range(10)]
    lines = [
        f"IND-03,{one.divipola},{year}-T{q},{q},4,,si" for one in places for year in (2025, 2026) for q in (1, 2, 3, 4)
    ]
    with django_assert_max_num_queries(45):
        run("import_measurements", measurements(tmp_path, *lines))
    assert ApprovedValue.objects.count() == 80


def test_a_large_bad_file_is_read_once(here, tmp_path):
    lines = [f"IND-03,05088,2026-T1,{'9' * 200},x,{'a|' * 50},si"] * 300
    told = refused("import_measurements", measurements(tmp_path, *lines))
    assert "… y " in told
    out = list(csv.reader(io.StringIO(told)))
    assert len(out) < 60


def test_targets_and_values_from_elsewhere_stay(here, tmp_path):
    make_target(make_sheet(), here, "2027", target=95)
    make_approved(make_sheet(), here, "2025-T1", 1, 2)
    make_period("2026-T1")
    run("import_targets", targets(tmp_path, "IND-03,05088,2026,,90"))
    run("import_measurements", measurements(tmp_path, "IND-03,05088,2026-T1,3,4,,si"))
    assert Target.objects.count() == 2
    assert ApprovedValue.objects.count() == 2


def test_sheets_that_are_not_read_are_named(here, tmp_path):
    book, out = Workbook(), io.BytesIO()
    for title, place in (("Bello", "05088"), ("Medellín", "05001")):
        sheet = book.active if title == "Bello" else book.create_sheet()
        sheet.title = title
        sheet.append(MEASUREMENTS.split(","))
        sheet.append(["IND-03", place, "2026-T3", 1, 2, None, "si"])
    book.save(out)
    said = run("import_measurements", write(tmp_path, "libro.xlsx", out.getvalue()))
    assert "1 fila; 1 cambia algo" in said
    assert "Se leyó solo la hoja «Bello». No se leyó: «Medellín»." in said
