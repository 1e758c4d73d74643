"""The same everywhere: the value and light of an indicator, and the state of a commitment, in pages, files and API.

As tests/integration/test_same_figure.py does for scores: each place is read, and all of them must say the same.
"""

import csv
import html
import io
import json
import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from core.web import page_cache
from followup.commitments.choices import State
from followup.indicators.queries.lights import lights_of
from followup.indicators.queries.series import series_in_force
from followup.indicators.queries.values import with_unit
from followup.pages.presenters.sentences import WORDS
from tests.factories.followup import make_commitment
from tests.factories.indicator_series import rich_set

pytestmark = pytest.mark.django_db
VALLEY = "valle"
Said = dict[tuple[str, str], tuple[Fraction | None, str]]  # (indicator, DIVIPOLA) → value as shown, light


def body(browser: Client, address: str) -> bytes:
    response = browser.get(address)
    assert response.status_code == 200, address
    return b"".join(response)


def rows_of(browser: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(browser, address).decode(), newline="")))


def number(text: object) -> Fraction | None:
    return None if text in (None, "") else Fraction(str(text))


def computed() -> Said:
    return {
        (one.indicator.sheet.code, one.place_code): (one.reading.value, one.light.value)
        for one in lights_of(series_in_force(), timezone.localdate())
    }


def test_a_value_stands_the_same_in_page_files_board_and_api(cast, browser_of):
    rich_set([cast.here, cast.there], seed=4)
    expected, browser = computed(), Client()
    codes = {code for code, _ in expected}
    document = json.loads(body(browser, "/indicadores/datos.json"))
    assert from_document(document) == expected
    words = {WORDS[light]: light.value for light in WORDS}
    staff = browser_of(cast.coordinator)
    assert {
        (row["indicator"], row["municipality"]): (number(row["value"]), words[row["light"]])
        for row in rows_of(staff, "/seguimiento/?formato=csv")
    } == expected
    for code in codes:
        assert from_document(json.loads(body(browser, f"/indicadores/{code}/datos.json"))) == {
            key: said for key, said in expected.items() if key[0] == code
        }
        assert_page_and_tables_agree(browser, code)
        assert_api_agrees(browser, code, {key: said for key, said in expected.items() if key[0] == code})


def assert_api_agrees(browser: Client, code: str, expected: Said) -> None:
    """Its lights are those of the page, the valley's too; its values the cells of the CSV."""
    one = json.loads(body(browser, f"/api/v1/indicators/{code}/"))
    lights = [*one["lights"], *filter(None, [one["valley"]])]
    assert {(code, row["municipality"]): (number(row["value"]), row["light"]) for row in lights} == expected
    [indicator] = series_in_force([code])
    assert all(
        row["displayed"] == (None if row["value"] is None else with_unit(indicator.rules, Fraction(row["value"])))
        for row in lights
    )
    values = json.loads(body(browser, f"/api/v1/indicators/{code}/values/?page_size=500"))["results"]
    names = ("municipality", "period", "numerator", "denominator", "value", "target", "baseline")
    assert [[row[name] if name in names[:2] else number(row[name]) for name in names] for row in values] == [
        [row[name] if name in names[:2] else number(row[name]) for name in names]
        for row in rows_of(browser, f"/indicadores/{code}/?formato=csv")
    ]


def from_document(document) -> Said:
    return {
        (one["sheet"]["code"], row["municipality"]): (number(row["value"]), row["light"])
        for one in document["indicators"]
        for row in one["rows"]
    }


def assert_page_and_tables_agree(browser: Client, code: str) -> None:
    """The page shows of each municipality what its light read; CSV and XLSX hold the same cells."""
    page_cache.forget_all()
    [indicator] = series_in_force([code])
    lit = {
        one.series.place.name: one
        for one in lights_of([indicator], timezone.localdate())
        if one.series.place is not None
    }
    page = body(browser, f"/indicadores/{code}/").decode()
    shown = re.findall(r'rowheader">([^<]+)</th>.*?data-l="Valor"><span><strong>([^<]*)</strong>', page, re.DOTALL)
    assert {html.unescape(name): value for name, value in shown} == {
        name: with_unit(one.indicator.rules, one.reading.value) for name, one in lit.items()
    }
    rows = rows_of(browser, f"/indicadores/{code}/?formato=csv")
    book = load_workbook(io.BytesIO(body(browser, f"/indicadores/{code}/?formato=xlsx")), read_only=True)
    head, *cells = book[code].iter_rows(values_only=True)
    at = list(head).index("Valor")
    assert [number(row["value"]) for row in rows] == [
        None if row[at] is None else Fraction(Decimal(str(row[at])).quantize(Decimal("0.000001"))) for row in cells
    ]


def test_a_state_stands_the_same_in_page_list_files_and_api(cast):
    today = timezone.localdate()
    soon, past = today + timedelta(9), today - timedelta(9)
    began = {"start": today - timedelta(90), "accepted_on": today - timedelta(95)}
    make_commitment(cast.here, code="CO-A", milestones=[(soon, None)])
    make_commitment(cast.here, code="CO-B", milestones=[(past, None), (soon, None)], **began)
    make_commitment(cast.here, code="CO-C", end=past, milestones=[(past, None)], **began)
    make_commitment(cast.here, code="CO-D", start=soon, end=soon, milestones=[(soon, None)])
    make_commitment(cast.here, code="CO-E", accepted_on=None, milestones=[(soon, None)])
    expected = {
        "CO-A": State.UNDER_WAY, "CO-B": State.AT_RISK, "CO-C": State.NOT_FULFILLED, "CO-D": State.AGREED,
        "CO-E": State.PROPOSED,
    }  # fmt: skip
    browser = Client()
    results = json.loads(body(browser, "/api/v1/commitments/"))["results"]
    assert {row["code"]: row["state"] for row in results} == expected
    assert {row["code"]: row["state"] for row in rows_of(browser, "/compromisos/datos/compromisos.csv")} == expected
    for code, state in expected.items():
        assert json.loads(body(browser, f"/api/v1/commitments/{code}/"))["state"] == state
        assert json.loads(body(browser, f"/compromisos/{code}/datos/compromiso.json"))["state"] == state
        assert state.label in body(browser, f"/compromisos/{code}/").decode()
        listed = body(browser, f"/compromisos/?estado={state.value}").decode()
        assert set(re.findall(r'href="/compromisos/(CO-[A-E])/"', listed)) == {code}
