"""What public pages say once an erratum corrected a published answer: the first day of the round, and what changed."""

import pytest
from django.utils import timezone

from core.words import long_date
from tests.factories.diagnostics import AT

pytestmark = pytest.mark.django_db
FIRST = f"publicado el {long_date(timezone.localdate(AT))}"


def test_a_round_keeps_its_first_day_and_says_when_it_was_corrected(client, corrected, text_of):
    day = long_date(timezone.localdate(corrected.published_at))
    for address in ("/", "/comparar/"):
        assert f"{FIRST}; corregido el {day}" in text_of(client.get(address))


def test_only_the_municipality_whose_answer_changed_says_that_it_was_corrected(client, corrected, text_of):
    day = long_date(timezone.localdate(corrected.published_at))
    assert f"{FIRST.capitalize()}; corregido el {day}" in text_of(client.get("/municipios/lugar-01/"))
    other = text_of(client.get("/municipios/lugar-02/"))
    assert f"{FIRST.capitalize()} · Cómo se publicó" in other
    assert "corregido" not in other


def test_table_of_the_valley_has_the_first_day(client, corrected):
    days = {line.split(",")[7] for line in client.get("/?formato=csv").content.decode().splitlines()[1:6]}
    assert days == {timezone.localdate(AT).isoformat()}


def test_question_says_whose_answer_was_corrected(client, corrected, places, text_of):
    day = long_date(timezone.localdate(corrected.published_at))
    text = text_of(client.get("/preguntas/RES-01/"))
    assert f"Fe de erratas. El {day} se corrigió lo publicado de {places[0]}. Ver la razón" in text
    assert text.count("fe de erratas") == 1
    assert "fe de erratas" not in text_of(client.get("/preguntas/INF-01/")).lower()
