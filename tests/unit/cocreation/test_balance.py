"""The balance by municipality, computed by hand."""

from decimal import Decimal
from fractions import Fraction

from cocreation.agendas.models import Agenda
from cocreation.contributions.queries.balance import (
    balance_from,
    balance_table,
    per_thousand,
    population_notes,
    rate_in_words,
    rounded,
    rural_of,
)
from core.downloads import as_csv
from territory.models import Municipality

FACTS = {
    "rural_population_2014": "300",
    "urban_population_2014": "700",
    "urban_rural_source": "Anuario",
    "population_source": "DANE",
}


def place(pk: int, name: str, population: int | None, **facts) -> Municipality:
    return Municipality(pk=pk, divipola=f"0{pk}", name=name, population=population, population_year=2024, facts=facts)


NORTH, SOUTH = place(1, "Norte", 2000, **FACTS), place(2, "Sur", 8000, **FACTS)
COUNTED = [(1, "rural", 3), (1, "urbana", 1), (1, "", 2), (2, "urbana", 4), (None, "", 5), (9, "rural", 1)]
PEOPLE = {1: 4, 2: 2, None: 3, 9: 1}


def test_rates_and_totals_are_those_of_the_hand():
    found = balance_from([NORTH, SOUTH], COUNTED, PEOPLE)
    assert [(line.name, line.contributions, line.participants, line.population) for line in found.lines] == [
        ("Norte", 6, 4, 2000), ("Sur", 4, 2, 8000), ("Otro municipio", 1, 1, None), ("Sin dato", 5, 3, None),
    ]  # fmt: skip
    assert (found.contributions, found.participants, found.population) == (16, 10, 10_000)
    # 6 of 2,000 and 4 of 8,000; the ten of both of 10,000: what has no municipality of the agenda stays out.
    assert [line.contributions_rate for line in found.places] == [3, Fraction(1, 2)]
    assert [line.shown for line in found.places] == [("3,00", "2,00"), ("0,50", "0,25")]
    assert (found.rate, found.people_rate) == (1, Fraction(6, 10))
    assert found.rural == (4, 9)
    assert found.rural_people == (600, 2000)


def test_sentence_names_who_is_below_the_whole():
    assert balance_from([NORTH, SOUTH], COUNTED, PEOPLE).sentence == "Sur es el que menos aporta"
    assert [line.name for line in balance_from([NORTH, SOUTH], COUNTED, PEOPLE).behind] == ["Sur"]


def test_sentence_names_who_says_nothing():
    found = balance_from([NORTH, SOUTH], [(1, "", 1)], {1: 1})
    assert found.sentence == "Falta oír a Sur: no hay ningún aporte de allá"


def test_no_contributions_and_no_population_divide_nothing():
    empty = balance_from([NORTH, SOUTH], [], {})
    assert (empty.sentence, empty.rate, empty.contributions) == ("Todavía no hay aportes publicados", 0, 0)
    unknown = balance_from([place(1, "Norte", None)], [(1, "", 1)], {1: 1})
    assert (unknown.rate, unknown.reference, unknown.bars[0].width, unknown.bars[0].rate) == (None, None, None, "–")


def test_scale_holds_every_bar():
    found = balance_from([NORTH, SOUTH], COUNTED, PEOPLE)
    assert (found.top, found.marks) == (4, ["0", "1", "2", "3", "4"])
    assert [bar.width for bar in found.bars] == [Decimal(75), Decimal("12.5")]
    assert found.reference == 25


def test_rural_population_needs_its_year_and_source():
    assert rural_of(FACTS).year == 2014
    assert rural_of({**FACTS, "urban_rural_source": ""}) is None
    assert rural_of({**FACTS, "urban_population_2014": ""}) is None
    assert balance_from([NORTH, place(2, "Sur", 8000)], COUNTED, PEOPLE).rural_people is None


def test_table_closes_and_says_its_sources():
    found = balance_from([NORTH, SOUTH], COUNTED, PEOPLE)
    table = balance_table(Agenda(code="AG-1", is_demo=True), found)
    assert sum(row[2] for row in table.rows[:-1]) == table.rows[-1][2] == 16
    assert b"Norte,01,6,4,2000,3,2,3,4,300,1000,2014,Datos de demostraci" in as_csv(table)
    assert population_notes(found) == ["Población de 2024: DANE.", "Población rural de 2014: Anuario."]


def test_a_small_rate_is_not_read_into_zero():
    said = {
        (2, 2_616_335): "0,00076",
        (2, 566_456): "0,0035",
        (3, 2_000): "1,50",
        (0, 2_000): "0,00",
        (9, 10**5): "0,09",
    }
    assert {pair: rate_in_words(rounded(per_thousand(*pair))) for pair in said} == said
    assert rate_in_words(rounded(per_thousand(3, None))) == "–"
