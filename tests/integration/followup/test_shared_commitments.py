"""A commitment of several municipalities and its indicator: figures as on the indicator's page, and nobody is given away."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.web import page_cache
from followup.indicators.models import Indicator, Measurement
from tests.factories.followup import make_approved, make_commitment, make_sheet, make_target
from tests.factories.indicator_series import rich_set
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
PEOPLE = {"code": "IND-19", "unit": "%", "every": "half", "over_time": "último valor"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel("2026-08-15T15:00:00Z", tick=False):
        yield


@pytest.fixture
def places(db: None):
    return [make_municipality(name=name, order=n) for n, name in enumerate(("Uno", "Dos", "Tres", "Cuatro"), 1)]


def shared(sheet, places, **changes):
    indicator = Indicator.objects.get(code=sheet.code) if sheet else None
    return make_commitment(None, municipalities=places, indicator=indicator, **changes)


def text_of(client, path: str) -> str:
    page_cache.forget_all()
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def values_of(client, path: str) -> dict[str, str]:
    """The value of each municipality in the table of a page."""
    page_cache.forget_all()
    body = unescape(client.get(path).content.decode())
    found = re.findall(
        r'rowheader">(?:<a[^>]*>)?([^<]+)<.*?class="lt lt-(\w+)".*?data-l="Valor"><span><strong>([^<]*)<',
        body,
        re.DOTALL,
    )
    return {name: f"{light} {value}" for name, light, value in found}


def test_figures_of_its_municipalities_are_added_and_the_others_are_not(client, places):
    sheet = make_sheet(code="IND-03")
    for place, above, below in zip(places, (80, 30, 99), (100, 50, 100), strict=False):
        make_approved(sheet, place, "2026-T2", above, below)
    make_target(sheet, places[0], "2026-T2", target=75)
    one = shared(sheet, [places[0], places[1], places[3]])
    text = text_of(client, one.get_absolute_url())
    assert "Juntos: 73,3 % en abril a junio de 2026 (110 de 150)." in text
    assert "Cuentan 2 de 3 municipios; no cuenta Cuatro." in text
    assert "Uno de los tres municipios alcanza su meta. Dos no se pueden juzgar." in text
    assert re.search(r"Uno +Cumple 80 de 100 80,0", text)
    assert re.search(r"Cuatro +Sin dato no cuenta –", text)
    assert "99 de 100" not in text


def test_each_value_and_the_sum_of_all_stand_the_same_on_the_page_of_the_indicator(client, places):
    for number, sheet in enumerate(rich_set(places, seed=7)):
        of_all = shared(sheet, places, code=f"CO-ALL-{number}")
        of_some = shared(sheet, places[:3], code=f"CO-SOME-{number}")
        theirs = values_of(client, f"/indicadores/{sheet.code}/")
        assert len(theirs) == 4
        assert values_of(client, of_all.get_absolute_url()) == theirs
        assert values_of(client, of_some.get_absolute_url()) == {name: theirs[name] for name in ("Uno", "Dos", "Tres")}
        page_cache.forget_all()
        body = unescape(client.get(f"/indicadores/{sheet.code}/").content.decode())
        big = re.search(r'<p class="big"><span class="score">([^<]*)<small>([^<]*)</small>', body)
        text = text_of(client, of_all.get_absolute_url())
        if big is None:
            assert "No hay cifra conjunta: una mediana o un índice" in text
        elif big[1] != "–":
            assert " ".join(f"Juntos: {big[1]}{big[2]} en ".split()) in text
            assert re.search(r"Cobertura: (\d+ de \d+)", body)[1] in text


@pytest.mark.parametrize("numbers", [(3, 40, 50), (0, 3, 50)])
def test_sum_that_would_give_a_few_people_away_is_not_shown(client, places, numbers):
    """Of two hidden municipalities one is outside: less what is shown, the sum would be the other one."""
    sheet = make_sheet(**PEOPLE)
    for place, above in zip(places, (*numbers, 2), strict=True):
        make_approved(sheet, place, "2026-S1", above, 100)
    text = text_of(client, shared(sheet, places[:3]).get_absolute_url())
    assert "La cifra conjunta no se muestra: con ella se sabría la de un municipio con muy pocos casos." in text
    assert "Juntos:" not in text
    assert f" {sum(numbers)} de 300" not in text
    assert "3 de 100" not in text


def test_few_people_outside_hide_nothing_inside(client, places):
    sheet = make_sheet(**PEOPLE)
    for place, above in zip(places, (40, 50, 2, 3), strict=True):
        make_approved(sheet, place, "2026-S1", above, 100)
    assert "(90 de 200)" in text_of(client, shared(sheet, places[:2]).get_absolute_url())


def test_what_is_invented_says_so_and_is_never_added_to_what_was_measured(client, places):
    sheet = make_sheet(code="IND-03")
    for place in places[:3]:
        make_approved(sheet, place, "2026-T2", 30, 60)
    Measurement.objects.filter(municipality__in=places[:2]).update(is_demo=True)
    text = text_of(client, shared(sheet, places[:2], code="CO-DEMO").get_absolute_url())
    assert ("(60 de 120)" in text, "Datos de demostración" in text) == (True, True)
    text = text_of(client, shared(sheet, places[1:3], code="CO-BOTH").get_absolute_url())
    assert ("(30 de 60)" in text, "Con datos de demostración, que lo dicen en su fila" in text) == (True, True)


def test_nothing_is_shown_of_one_municipality_or_without_indicator_and_one_sentence_without_values(client, places):
    sheet = make_sheet(code="IND-03")
    for code, one in {"CO-1M": (sheet, places[:1]), "CO-NO": (None, places)}.items():
        assert "Qué aporta cada municipio" not in text_of(client, shared(*one, code=code).get_absolute_url())
    empty = text_of(client, shared(sheet, places, code="CO-EMPTY").get_absolute_url())
    assert "Ninguno de sus municipios tiene todavía un valor aprobado." in empty
    assert "Juntos:" not in empty


def test_more_municipalities_and_values_cost_no_more_queries(client, places):
    sheet = make_sheet(code="IND-03")
    make_approved(sheet, places[0], "2026-T2", 30, 60)
    few = queries(client, shared(sheet, places[:2], code="CO-2"))
    for place in places[1:]:
        for period in ("2025-T4", "2026-T1", "2026-T2"):
            make_approved(sheet, place, period, 30, 60)
    assert queries(client, shared(sheet, places, code="CO-4")) == few
    assert few == queries(client, shared(None, places, code="CO-NO")) + 4


def queries(client, one) -> int:
    page_cache.forget_all()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(one.get_absolute_url()).status_code == 200
    return len(captured)
