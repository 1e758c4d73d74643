"""Indicators by the API: what it gives, what it hides, and what it costs."""

from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from followup.evidence.models import FollowupEvidence
from followup.indicators.models import ApprovedValue, Measurement
from followup.rules.periods import Every, last_ended
from tests.budgets import queries_of
from tests.factories.followup import make_approved, make_evidence, make_sheet, make_target
from tests.factories.indicator_series import make_values, periods_of, rich_set
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
LIST, ONE = "/api/v1/indicators/", "/api/v1/indicators/IND-03/"
VALUES = f"{ONE}values/"


@pytest.fixture
def now() -> str:
    """The newest quarter that is over."""
    return last_ended(Every.QUARTER, timezone.localdate()).code


@pytest.fixture
def places():
    return [make_municipality(divipola=f"0500{n}", name=f"Lugar {n}", slug=f"lugar-{n}") for n in range(3)]


def read(client, address: str, **query):
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    return response.json()


def test_one_indicator_with_its_lights(client, places, now):
    sheet = make_sheet(decimals=2, min_coverage=50)
    make_approved(sheet, places[0], now, 1148, 1256)
    make_approved(sheet, places[1], now, 0, 0)
    make_target(sheet, places[0], now, target=90, baseline="86.9")
    one = read(client, ONE)
    assert (one["code"], one["version"], one["tolerance"], one["bounds"]) == ("IND-03", 1, "5", ["0", "100"])
    assert (one["note"], one["is_demo"], one["lights_count"]) == (
        None,
        False,
        {"verde": 1, "no_aplica": 1, "sin_dato": 1},
    )
    light = one["lights"][0]
    assert light == light | {
        "municipality": "05000", "value": "91.4", "displayed": "91,40\u202f%", "target": "90", "baseline": "86.9",
        "light": "verde", "rule": "IND-03 v1", "period": now, "coverage": None, "pace": None, "days_late": 0, "is_demo": False,
    }  # fmt: skip
    assert light["sentence"].startswith("Lugar 0: cumple; 91,40\u202f% en ")
    assert (one["valley"]["coverage"], one["valley"]["value"], one["valley"]["light"]) == ("1 de 2", "91.4", "sin_meta")
    assert client.get(one["page"]).status_code == client.get(one["values"]).status_code == 200
    listed = read(client, LIST)
    assert listed["results"] == [{name: value for name, value in one.items() if name != "lights"}]


def test_values_by_municipality_and_period(client, places, now):
    sheet = make_sheet()
    make_approved(sheet, places[0], now, 91, 100)
    make_approved(sheet, places[0], "2025-T4", "7.5", 10)
    make_approved(sheet, places[1], now, 0, 0)
    make_target(sheet, places[0], now, target=90)
    rows = read(client, VALUES)["results"]
    assert [(row["municipality"], row["period"], row["value"], row["target"]) for row in rows] == [
        ("05000", "2025-T4", "75", None), ("05000", now, "91", "90"), ("05001", now, None, None),
    ]  # fmt: skip
    assert (rows[0]["numerator"], rows[0]["denominator"], rows[0]["displayed"]) == ("7.5", "10", "75,0\u202f%")
    assert (rows[2]["numerator"], rows[2]["is_hidden"]) == ("0", False)
    assert [row["period"] for row in read(client, VALUES, municipality="05000", period=now)["results"]] == [now]
    page = read(client, VALUES, page_size=2, page=2)
    assert (page["count"], page["next"], page["results"]) == (3, None, rows[2:])
    for wrong in ({"municipality": "99999"}, {"page": 9}):
        assert client.get(VALUES, wrong).status_code == 404
    assert client.get(VALUES, {"municipio": "05000"}).status_code == 400
    assert client.get("/api/v1/indicators/IND-98/values/").status_code == 404


def test_list_finds_words_and_periods(client, places):
    make_sheet()
    make_sheet(code="IND-08", every="half", name="Trámites en línea")
    assert [row["code"] for row in read(client, LIST)["results"]] == ["IND-03", "IND-08"]
    assert [row["code"] for row in read(client, LIST, q="tramites linea")["results"]] == ["IND-08"]
    assert [row["code"] for row in read(client, LIST, period="quarter")["results"]] == ["IND-03"]
    assert client.get(LIST, {"period": "mes"}).status_code == 400
    page = read(client, LIST, page_size=1)
    assert (page["count"], len(page["results"])) == (2, 1)


def test_few_people_are_in_no_answer(client, places, now):
    """IND-20: of one municipality with 2 and two with more, one more is hidden; the valley is shown."""
    sheet = make_sheet(code="IND-20", decimals=0)
    for place, certified in zip(places, (2, 8, 30), strict=True):
        make_approved(sheet, place, now, certified, 40)
    rows = read(client, "/api/v1/indicators/IND-20/values/")["results"]
    assert [(row["is_hidden"], row["numerator"], row["denominator"], row["value"], row["displayed"]) for row in rows] == [
        (True, None, None, None, None), (True, None, None, None, None), (False, "30", "40", "75", "75\u202f%"),
    ]  # fmt: skip
    one = read(client, "/api/v1/indicators/IND-20/")
    assert [light["value"] for light in one["lights"]] == [None, None, "75"]
    assert [light["light"] for light in one["lights"][:2]] == ["sin_dato_publicable"] * 2


def test_what_is_invented_says_so_in_every_row(client, places, now):
    sheet = make_sheet()
    make_approved(sheet, places[0], now, 9, 10)
    Measurement.objects.update(is_demo=True)
    one = read(client, ONE)
    assert (one["note"], one["is_demo"]) == ("Datos de demostración", True)
    assert [light["is_demo"] for light in [*one["lights"], one["valley"]]] == [True] * 4
    assert [row["is_demo"] for row in read(client, VALUES)["results"]] == [True]
    make_approved(sheet, places[1], now, 8, 10)
    one = read(client, ONE)
    assert (one["note"], one["is_demo"]) == ("Datos de demostración", False)
    assert [light["is_demo"] for light in one["lights"]] == [True, False, False]


def test_an_answer_expires_with_what_it_says(client, places, now):
    sheet = make_sheet()
    value = make_approved(sheet, places[0], now, 9, 10)
    evidence = make_evidence(places[0], at=timezone.now(), is_public=True)
    value.measurement.evidence.add(evidence)
    tags = [client.get(VALUES)["ETag"]]
    assert client.get(VALUES, headers={"if-none-match": tags[0]}).status_code == 304
    proof = {"name": evidence.name, "address": f"/seguimiento/evidencias/{evidence.pk}/", "sha256": evidence.sha256}
    ApprovedValue.objects.create(
        measurement=value.measurement, number=2, sheet=sheet, numerator=8, denominator=10, reason="Contó dos veces",
        approved_at=timezone.now(), office="Equipo metropolitano", evidence=[proof],
    )  # fmt: skip
    tags.append(client.get(VALUES)["ETag"])
    make_target(sheet, places[0], now, target=90)
    tags.append(client.get(VALUES)["ETag"])
    FollowupEvidence.objects.update(withheld_at=timezone.now(), withheld_reason="Nombra a una persona.")
    tags.append(client.get(VALUES)["ETag"])
    make_sheet(version=2, decimals=0)
    tags.append(client.get(VALUES)["ETag"])
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tags.append(client.get(VALUES)["ETag"])
    assert len(set(tags)) == 6


def test_ten_times_as_many_rows_cost_as_many_queries(client, places):
    addresses = (LIST, "/api/v1/indicators/IND-01/", "/api/v1/indicators/IND-01/values/")
    first = rich_set(places[:1])[0]
    few, rows = [asked(client, one) for one in addresses], ApprovedValue.objects.count()
    for seed in range(2, 11):
        sheets = rich_set([place := make_municipality()], prefix=f"N{seed}", seed=seed)
        make_values(first, place, periods_of(first, (2024, 2025, 2026)), Random(seed))
        assert len(sheets) == 8
    assert ApprovedValue.objects.count() > 9 * rows
    assert [asked(client, one) for one in addresses] == few == [9, 8, 9]


def asked(client, address: str) -> int:
    return len(queries_of(lambda: client.get(address)))
