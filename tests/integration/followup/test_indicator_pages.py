"""The pages of indicators: what each light says, the account of one, and files with the same figures."""

import csv
import io
import re
from fractions import Fraction
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from followup.evidence.models import FollowupEvidence
from followup.indicators.models import ApprovedValue, IndicatorSheet, Measurement
from followup.indicators.queries.series import series_in_force
from followup.indicators.queries.values import figure
from followup.pages.charts import scale_of, series
from followup.pages.presenters.indicator import IndicatorPage
from followup.pages.queries.indicator_catalogue import indicator_datasets
from followup.rules.periods import Every, last_ended
from tests.command_line import run, write
from tests.factories.followup import make_approved, make_evidence, make_sheet, make_target
from tests.factories.indicator_series import make_values, periods_of, rich_set
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def words_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html.replace("\u202f", " ")).split())


def page(code: str = "IND-03", query: str = "") -> str:
    response = Client().get(reverse("followup:indicator", args=[code]) + query)
    assert response.status_code == 200
    return words_of(response.content.decode())


@pytest.fixture
def now() -> str:
    """The newest quarter that is over: its value is never overdue."""
    return last_ended(Every.QUARTER, timezone.localdate()).code


@pytest.fixture
def places():
    return [make_municipality(divipola=f"0500{n}", name=f"Lugar {n}", slug=f"lugar-{n}") for n in range(4)]


@pytest.fixture
def sheet(places, now):
    sheet = make_sheet()
    for place, value in zip(places[:3], (91, 87, 60), strict=True):
        make_approved(sheet, place, now, value, 100)
        make_target(sheet, place, now, target=90, baseline=70)
    return sheet


def test_the_page_says_who_has_which_light(sheet):
    said = page()
    assert (
        "Uno de los cuatro municipios alcanza su meta. Uno está cerca, uno está lejos y uno no se puede juzgar." in said
    )
    assert "le faltan 5 puntos o menos Lugar 1" in said
    assert "no se juzga, y se dice por qué Lugar 3 sin dato" in said
    assert "79,3 %" in said  # 238 of 300
    assert "238 de 300" in said
    assert "Cobertura: 3 de 4" in said
    assert "Cobertura insuficiente Sin color: se piden 4 de 4." in said
    assert "demostración" not in said


def test_the_account_of_a_light_line_by_line(sheet, now):
    said = page(query="?municipio=lugar-1")
    assert "La cuenta de una luz: Lugar 1" in said
    assert "Numerador 87 ÷ Denominador 100 × 100 87 Se redondea una vez 87,0 − Meta 90,0 Ventaja −3,0" in said
    assert "Alcanza la meta: la ventaja es 0 o más no Le falta hasta la tolerancia (5) sí: cerca" in said
    assert "Le falta más que la tolerancia no se mira" in said
    assert "IND-03 v1, regla de luz 1" in said
    assert "Aprobó Equipo metropolitano" in said
    assert "mejora frente a la línea base de 70,0 %" in said
    assert "Aún no se puede decir." in said
    assert "La cuenta de una luz: Lugar 0" in page(query="?municipio=nadie")
    assert "No hay una cuenta que mostrar: sin dato." in page(query="?municipio=lugar-3")
    assert "No hay medición aprobada de un periodo que ya terminó sí: sin dato" in page(query="?municipio=lugar-3")


def test_evidence_has_its_hash_and_of_what_was_withheld_only_the_reason_is_said(sheet, places):
    row = make_evidence(places[0], at=timezone.now(), is_public=True)
    value = ApprovedValue.objects.get(measurement__municipality=places[0])
    value.measurement.evidence.add(row)
    address = reverse("evidence:file", args=[row.pk])
    proof = {"name": "Prueba del trimestre", "address": address, "sha256": row.sha256}
    ApprovedValue.objects.create(
        measurement=value.measurement, number=2, sheet=sheet, numerator=91, denominator=100, reason="Faltaba la prueba",
        approved_at=timezone.now(), office="Equipo metropolitano", evidence=[proof],
    )  # fmt: skip
    said = page(query="?municipio=lugar-0")
    assert f"Prueba del trimestre Huella {row.sha256}" in said
    assert "valor 2: Faltaba la prueba" in said
    FollowupEvidence.objects.update(withheld_at=timezone.now(), withheld_reason="Nombra a menores.")
    said = page(query="?municipio=lugar-0")
    assert "Prueba del trimestre" not in said
    assert row.sha256 not in said
    assert "Ninguna que se pueda abrir." in said
    assert "Nombra a menores." in said


def test_the_pace_is_said_with_its_steps(places):
    sheet = make_sheet(decimals=0)
    last = last_ended(Every.QUARTER, timezone.localdate())
    codes = [last]
    for _ in range(3):
        codes.append(codes[-1].before())
    for period, value in zip(reversed(codes), (70, 72, 75, 76), strict=True):
        make_approved(sheet, places[0], period.code, value, 100)
    make_target(sheet, places[0], last.next().code, target=90)
    said = page(query="?municipio=lugar-0")
    assert "Si sigue como en sus últimos pasos, entre 77 y 79 % en" in said
    assert "77 a 79 % en " in said
    assert "no es una probabilidad. La meta de" in said
    assert "Sale de sus últimos cambios: +2, +3 y +1." in said


def test_values_of_the_demonstration_say_so_in_their_cells(sheet, places, now):
    make_approved(sheet, places[3], now, 99, 100)
    Measurement.objects.filter(municipality=places[3]).update(is_demo=True)
    said = page()
    assert f"99,0 % {now} demostración" in said
    assert f"91,0 % {now} 90,0 %" in said  # a measured one says nothing of the kind
    assert "Con datos de demostración, que lo dicen en su fila" in said
    assert "Todo lo que muestra es inventado" not in said
    assert "Cobertura: 3 de 4" in said
    rows = list(csv.DictReader(io.StringIO(Client().get("/indicadores/IND-03/?formato=csv").content.decode())))
    assert [row["is_demo"] for row in rows] == ["no", "no", "no", "si"]
    assert "Datos de demostración" in rows[0]["note"]
    Measurement.objects.update(is_demo=True)
    assert "Todo lo que muestra es inventado" in page()


def test_files_hold_what_the_page_says(sheet, now):
    rows = list(csv.DictReader(io.StringIO(Client().get("/indicadores/IND-03/?formato=csv").content.decode())))
    assert [(row["municipality"], row["period"], row["numerator"], row["value"], row["target"]) for row in rows] == [
        ("05000", now, "91", "91", "90"), ("05001", now, "87", "87", "90"), ("05002", now, "60", "60", "90"),
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(Client().get("/indicadores/IND-03/?formato=xlsx").content))
    assert [cell.value for cell in book.worksheets[0][2]][:5] == ["IND-03", 1, "05000", "Lugar 0", now]
    assert Client().get("/indicadores/IND-03/?formato=pdf").status_code == 404


def test_what_is_long_is_folded_after_five_and_an_account_that_is_asked_for_is_not(now):
    places, sheet = [make_municipality(name=f"Lugar {n}", slug=f"lugar-{n}", order=n) for n in range(7)], make_sheet()
    for place in places[1:]:
        make_approved(sheet, place, now, 91, 100)
    html = Client().get("/indicadores/IND-03/").content.decode()
    table = html[html.index('id="h-tab"') : html.index('id="h-des"')]
    shown, folded = table.split("<summary>Los demás municipios</summary>")
    assert [re.findall(r'rowheader">([^<]+)<', part) for part in (shown, folded)] == [
        [f"Lugar {n}" for n in range(5)], ["Lugar 5", "Lugar 6"],
    ]  # fmt: skip
    assert html.count('<svg class="fu-ser"') == 6  # one without values is only named
    assert html.count('fu-fold" open') == 0
    asked = Client().get("/indicadores/IND-03/?municipio=lugar-1").content.decode()
    assert asked.count('fu-fold" open') == 2


def test_at_most_six_queries_with_ten_municipalities_and_twenty_periods(django_assert_max_num_queries):
    sheet, drawn = make_sheet(), Random(2)
    for number in range(10):
        place = make_municipality(slug=f"m-{number}")
        make_values(sheet, place, periods_of(sheet, (2022, 2023, 2024, 2025, 2026)), drawn)
    for query in ("", "?municipio=m-4", "?formato=csv"):
        with django_assert_max_num_queries(6):
            Client().get(reverse("followup:indicator", args=["IND-03"]) + query)
    with django_assert_max_num_queries(4):
        Client().get(reverse("followup:indicator-list"))


def test_the_list_says_who_meets_and_which_source_is_missing(sheet):
    make_sheet(code="IND-23", every="year", has_denominator=False, over_time="suma", over_municipalities="suma")
    make_sheet(code="IND-20")
    said = words_of(Client().get("/indicadores/").content.decode())
    assert "De 3 indicadores, uno tiene ya mediciones aprobadas." in said
    assert "IND-03 · cada trimestre Cobertura insuficiente 79,3 % 1 de 3 1 1 1" in said
    assert "IND-23 · cada año · fuente todavía no existe sin datos todavía" in said
    assert "IND-20 · cada trimestre sin datos todavía" in said  # training counts it
    assert "Fuente todavía no existe." in page("IND-23")


def test_every_light_of_a_rich_set_has_its_page(places):
    for sheet in rich_set(places, seed=11):
        for place in places:
            said = page(sheet.code, f"?municipio={place.slug}")
            assert said.count(" sí: ") == 1  # one row of the rule decided
            assert "None" not in said
        if sheet.over_municipalities == "ninguno":
            assert "No hay cifra del valle" in said


def test_an_indicator_that_is_not_there_and_one_without_values(places):
    make_sheet()
    assert Client().get("/indicadores/IND-99/").status_code == 404
    assert Client().get("/indicadores/IND-99/datos.json").status_code == 404
    assert "Todavía no hay mediciones aprobadas de este indicador." in page()
    assert "Ninguno tiene todavía mediciones aprobadas." in words_of(Client().get("/indicadores/").content.decode())


def test_without_sheets_the_list_is_a_sentence():
    assert "Todavía no hay indicadores" in words_of(Client().get("/indicadores/").content.decode())


def test_the_drawing_has_the_figures_of_the_page(places, now):
    sheet = make_sheet()
    make_approved(sheet, places[0], now, 50, 100)
    shown = IndicatorPage(series_in_force()[0], timezone.localdate())
    ((_, _, drawing), *others) = shown.drawn
    assert [is_last for _, _, is_last in drawing.points] == [True]
    assert all(other.points == [] for _, _, other in others)
    assert shown.table.rows[0][1] == "50,0"


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([], 0, 1),
        ([5], 4, 6),
        ([71.2, 96.7], 70, 100),
        ([0, 12], 0, 15),
        ([0.02, 0.031], 0.02, 0.035),
        ([-3, 3], -4, 4),
    ],
)
def test_the_axis_has_round_ticks_around_the_values(values, low, high):
    scale = scale_of(values)
    assert (round(scale.low, 6), round(scale.high, 6)) == (low, high)
    assert len(scale.ticks) <= 7
    for value in values:
        assert 8 <= scale.y(value) <= 88


def test_a_series_is_broken_where_a_value_is_missing():
    drawing = series(scale_of([0, 10]), [1, 2, None, 4], [5, 5, None, 6])
    assert len(drawing.own) == 1
    assert [round(x) for x, _, _ in drawing.points] == [12, 38, 88]
    assert [(line.x1, line.x2) for line in drawing.aimed] == [(0, 50), (75, 100)]
    assert drawing.gaps == [(50, 25)]


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "said"),
    [("%", 1, "914/10", "91,4"), ("%", 2, "5", "5,00"), ("%", 0, "1234", "1.234"), ("número", 2, "12", "12"),
     ("días", 1, "-25/10", "−2,5"), ("%", 1, "825/1000", "0,825"), ("%", 2, "1/100", "0,01")],
)  # fmt: skip
def test_figures_as_people_write_them(unit, decimals, value, said):
    rules = IndicatorSheet(
        code="X", version=1, unit=unit, decimals=decimals, every="year", direction="up", over_time="último valor",
        over_municipalities="ninguno", has_denominator=False,
    ).rules  # fmt: skip
    assert figure(rules, Fraction(value)) == said


def test_a_file_from_the_command_line_reaches_the_page(tmp_path):
    place = make_municipality(divipola="05088", name="Bello", slug="bello")
    make_sheet()
    code = last_ended(Every.QUARTER, timezone.localdate()).code
    run("import_measurements", write(tmp_path, "m.csv", "\n".join([
        "indicator,municipality,period,numerator,denominator,evidence,approved", f"IND-03,05088,{code},9,10,https://bello.gov.co/i,si",
    ])))  # fmt: skip
    assert place.name in page()
    assert 'href="https://bello.gov.co/i"' in Client().get("/indicadores/IND-03/").content.decode()


def test_indicators_stand_in_the_sitemap_and_the_catalogue(places, now):
    sheet = make_sheet()
    assert "/indicadores/IND-03/" in Client().get(reverse("portal:sitemap")).content.decode()
    assert indicator_datasets() == []
    make_approved(sheet, places[0], now, 9, 10)
    (dataset,) = indicator_datasets()
    assert [Client().get(file.path).status_code for file in dataset.files] == [200, 200]
    assert "/indicadores/datos.json" in Client().get(reverse("portal:data-catalogue")).content.decode()
