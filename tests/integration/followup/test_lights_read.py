"""The series of every indicator read together, their lights, and the command that prints them."""

import json
from datetime import date
from fractions import Fraction

import pytest

from followup.indicators.models import ApprovedValue, Measurement, Target
from followup.indicators.queries.lights import lights_of
from followup.indicators.queries.series import series_in_force
from followup.rules.lights import Light
from tests.command_line import refused, run
from tests.factories.followup import make_approved, make_sheet, make_target
from tests.factories.indicator_series import rich_set
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
AT = date(2026, 11, 30)


def lights(*arguments: str) -> list[dict]:
    return json.loads(run("lights", "--format", "json", *arguments))


def row_of(rows: list[dict], municipality: str) -> dict:
    return next(row for row in rows if row["municipality"] == municipality)


def test_four_queries_however_many_rows(django_assert_num_queries):
    rich_set([make_municipality() for _ in range(10)])
    with django_assert_num_queries(4):
        found = series_in_force()
        rows = list(lights_of(found, AT))
    assert len(found) == 8
    assert len(rows) == 8 * 10 + 7  # one has no figure of the valley
    with django_assert_num_queries(4):
        assert [one.sheet.code for one in series_in_force(["IND-02"])] == ["IND-02"]
    assert {one.light for one in rows} >= set(Light) - {Light.NO_DATA, Light.YELLOW}


def test_only_the_approved_value_in_force_and_the_sheet_in_force_are_read():
    here, sheet = make_municipality(divipola="05088", name="Bello"), make_sheet()
    value = make_approved(sheet, here, "2026-T3", 80, 100)
    Measurement.objects.update(numerator=99, state="borrador")
    ApprovedValue.objects.create(
        measurement=value.measurement, number=2, sheet=sheet, numerator=85, denominator=100, reason="Contó dos veces",
        approved_at=value.approved_at, office="Equipo metropolitano",
    )  # fmt: skip
    make_sheet(version=2, decimals=0)
    make_target(sheet, here, "2026", target=90, baseline="82.5")
    row = row_of(lights("--at", "2026-11-30"), "05088")
    assert row == {
        "indicator": "IND-03", "municipality": "05088", "value": "85", "displayed": "85\u202f%", "period": "2026-T3",
        "target": "90", "baseline": "165/2", "light": "sin_dato", "rule": "IND-03 v2", "coverage": None, "pace": None,
        "sentence": "Bello: sin dato de todos los periodos de 2026; 85\u202f% en julio a septiembre de 2026, con meta de "
                    "90\u202f%; mejora frente a la línea base de 82,5\u202f%.",
        "since_january": False, "days_late": 0, "is_demo": False,
    }  # fmt: skip


def test_the_day_moves_the_clock():
    here, sheet = make_municipality(divipola="05088", name="Bello"), make_sheet()
    make_approved(sheet, here, "2026-T2", 457, 500)
    make_target(sheet, here, "2026-T2", target=90)
    said = {
        day: row_of(lights("--indicator", "IND-03", "--at", day), "05088")
        for day in ("2026-06-29", "2026-10-30", "2026-12-12")
    }
    assert [row["light"] for row in said.values()] == ["sin_dato", "verde", "vencido"]
    assert said["2026-06-29"]["sentence"] == "Bello: sin dato."
    assert said["2026-10-30"]["sentence"] == (
        "Bello: cumple; 91,4\u202f% en abril a junio de 2026, con meta de 90,0\u202f%; sin línea base."
    )
    assert said["2026-12-12"]["sentence"].startswith(
        "Bello: dato vencido hace 43 días; 91,4\u202f% en abril a junio de 2026"
    )
    assert said["2026-12-12"]["value"] == "457/5"


def test_the_valley_says_who_does_not_count():
    places = [make_municipality(divipola=f"0500{n}", name=f"Lugar {n}") for n in range(10)]
    sheet = make_sheet()
    for place in places[:7]:
        make_approved(sheet, place, "2026-T3", 9, 10)
    make_approved(sheet, places[7], "2026-T3", 0, 0)
    row = row_of(lights("--at", "2026-11-30"), "valle")
    assert (row["light"], row["coverage"], row["value"]) == ("cobertura_insuficiente", "7 de 9", "90")
    assert row["sentence"].endswith("7 de 9 municipios; no cuentan Lugar 8 y Lugar 9.")


def test_invented_values_never_mix_with_measured_ones():
    real, demo = make_municipality(divipola="05001"), make_municipality(divipola="05002")
    sheet = make_sheet(min_coverage=0)
    make_approved(sheet, demo, "2026-T3", 0, 100)
    make_target(sheet, demo, "2026-T3", target=50)
    Measurement.objects.update(is_demo=True)
    rows = lights("--at", "2026-11-30")
    assert [row["is_demo"] for row in rows] == [True] * 3  # all there is was invented
    assert row_of(rows, "05002")["light"] == "sin_meta"  # the target is real
    assert (row_of(rows, "valle")["value"], row_of(rows, "valle")["coverage"]) == ("0", "1 de 2")
    make_approved(sheet, real, "2026-T3", 90, 100)
    make_target(sheet, None, "2026-T3", target=80)
    rows = lights("--at", "2026-11-30")
    assert {row["municipality"]: row["is_demo"] for row in rows} == {"05001": False, "05002": True, "valle": False}
    assert (row_of(rows, "valle")["value"], row_of(rows, "valle")["coverage"]) == ("90", "1 de 2")
    Target.objects.update(is_demo=True)
    rows = lights("--at", "2026-11-30")
    assert row_of(rows, "05002")["light"] == "rojo"
    assert row_of(rows, "valle")["light"] == "sin_meta"


def test_the_pace_is_told_as_a_range():
    here, sheet = make_municipality(divipola="05088", name="Bello"), make_sheet(decimals=0, over_time="último valor")
    for period, value in (("2025-T4", 70), ("2026-T1", 72), ("2026-T2", 75), ("2026-T3", 76)):
        make_approved(sheet, here, period, value, 100)
    make_target(sheet, here, "2026", target=90)
    assert row_of(lights("--at", "2026-11-30"), "05088")["pace"] == {"low": "77", "high": "79", "period": "2026"}


def test_what_the_command_refuses():
    make_sheet()
    assert "No hay una ficha del indicador «IND-99»" in refused("lights", "--indicator", "IND-99")
    for day in ("ayer", "9999-12-31", "20261201", ""):
        assert f"«{day}» no es una fecha" in refused("lights", "--at", day)


def test_every_value_is_an_exact_fraction():
    rich_set([make_municipality() for _ in range(4)], seed=5)
    rows = lights("--at", "2026-11-30")
    for row in rows:
        for key in ("value", "target", "baseline"):
            assert row[key] is None or str(Fraction(row[key])) == row[key]
        assert row["sentence"].endswith(".")
        assert (row["coverage"] is None) == (row["municipality"] != "valle")


def test_few_certified_people_are_not_given_away_by_the_sum():
    """IND-20: of one municipality with 2 and two with more, one more is hidden; the valley is shown."""
    sheet = make_sheet(code="IND-20", decimals=0)
    few, some, many = (make_municipality(divipola=code) for code in ("05001", "05002", "05003"))
    for place, certified in ((few, 2), (some, 8), (many, 30)):
        make_approved(sheet, place, "2026-T3", certified, 40)
        make_target(sheet, place, "2026-T3", target=50)
    rows = {row["municipality"]: row for row in lights("--at", "2026-10-15")}
    shown = {code: (row["light"], row["value"]) for code, row in rows.items()}
    assert shown == {
        "05001": ("sin_dato_publicable", None), "05002": ("sin_dato_publicable", None), "05003": ("verde", "75"),
        "valle": ("sin_meta", "33"),
    }  # fmt: skip
