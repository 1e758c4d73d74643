"""The staff queue: what each row says, its order, who is late, and what it costs."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from diagnostics.assessments.models import Assessment, Round
from diagnostics.review.actions import terms
from diagnostics.review.queries.queue import SORTS, queue_of
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    AT,
    declare,
    make_closed,
    make_filled,
    make_replied,
    make_round,
    make_sent,
    make_submitted,
)
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
FACTS = {"has_council": "no"}
TODAY = date(2027, 3, 3)  # AT, a Wednesday


def test_only_who_may_decide_a_reply_is_offered_to_decide_it(cast, assessment, browser_of):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    make_replied(closed, cast.liaison, "A-01")
    declare(closed.round, cast.coordinator)
    assert "Decidir" not in browser_of(cast.reviewer).get("/revision/").text
    assert "Decidir" in browser_of(cast.coordinator).get("/revision/").text


@pytest.fixture
def four(cast) -> Round:
    """One diagnosis not started, one in review, one whose reply is decided, one that waits for its signature."""
    places = [
        cast.here,
        cast.there,
        make_municipality(name="Cerca", facts=FACTS),
        make_municipality(name="Lejos", facts=FACTS),
    ]
    for number, place in enumerate(places):
        place.order = number
        place.save(update_fields=["order"])
    round = make_round(*places, code="cuatro", name="Ciclo de cuatro", closes_on=date(2027, 3, 8))
    rows = {a.municipality_id: a for a in Assessment.objects.with_context().filter(round=round)}
    make_sent(rows[places[1].pk], cast.liaison)
    closed = make_closed(rows[places[2].pk], by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    make_replied(closed, cast.liaison, "A-01")
    make_submitted(rows[places[3].pk], cast.liaison)
    return Round.objects.get(pk=round.pk)


def names(round: Round, sort: str, today: date = TODAY) -> list[str]:
    return [str(row.assessment.municipality) for row in queue_of(round, today=today, sort=sort).rows]


def test_row_says_state_who_acts_since_when_and_what_is_in_dispute(four):
    rows = {str(row.assessment.municipality): row for row in queue_of(four, today=TODAY + timedelta(days=2)).rows}
    said = {
        name: (row.assessment.get_state_display(), row.acts.label, row.since, row.points, row.waits_for_us)
        for name, row in rows.items()
    }
    two_days = "Hace 2 días hábiles"
    # A-01 weighs 2 of 4 in A, which weighs 60 of 100: 75 points of it are 22,5 of the total.
    assert said == {
        "Aquí": ("Sin iniciar", "Municipio", two_days, Decimal(0), False),
        "Allá": ("En revisión metropolitana", "Revisión", two_days, Decimal(0), True),
        "Cerca": ("Réplica en decisión", "Decisión", two_days, Decimal("22.5000"), True),
        "Lejos": ("En aprobación de la alcaldía", "Alcaldía", two_days, Decimal(0), False),
    }


def test_every_column_sorts(four):
    assert set(SORTS) == {"municipio", "estado", "actua", "dias", "puntos", "plazo"}
    assert names(four, "municipio") == ["Aquí", "Allá", "Cerca", "Lejos"]
    assert names(four, "estado") == ["Aquí", "Lejos", "Allá", "Cerca"]
    assert names(four, "actua") == ["Aquí", "Lejos", "Allá", "Cerca"]
    assert names(four, "puntos") == ["Cerca", "Aquí", "Allá", "Lejos"]
    assert names(four, "plazo") == ["Aquí", "Lejos", "Cerca", "Allá"], "8, 10, 12 and 25 of March"
    Assessment.objects.filter(municipality__name="Lejos").update(state_since=AT - timedelta(days=9))
    assert names(four, "dias") == ["Lejos", "Aquí", "Allá", "Cerca"]
    assert names(four, "no existe") == names(four, "plazo")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 3), "Vence el lunes 8 de marzo: quedan 3 días hábiles"),
        (date(2027, 3, 5), "Vence el lunes 8 de marzo: queda 1 día hábil"),
        (date(2027, 3, 8), "Vence hoy"),
        (date(2027, 3, 9), "Venció el lunes 8 de marzo: tarde 1 día hábil"),
        (date(2027, 3, 13), "Venció el lunes 8 de marzo: tarde 4 días hábiles"),
        (date(2027, 3, 15), "Venció el lunes 8 de marzo: tarde 5 días hábiles"),
    ],
)
def test_term_is_said_in_words(four, day, words):
    rows = {str(row.assessment.municipality): row for row in queue_of(four, today=day).rows}
    assert rows["Aquí"].term == words
    assert rows["Aquí"].is_late == words.startswith("Venció")


def test_late_ones_come_first_and_are_counted(cast, four):
    late = queue_of(four, today=date(2027, 3, 11))
    assert [str(row.assessment.municipality) for row in late.rows][:2] == ["Aquí", "Lejos"]
    assert late.sentence == ("2 diagnósticos van tarde.", "2 esperan al equipo metropolitano.")
    here = Assessment.objects.with_context().get(round=four, municipality=cast.here)
    terms.extend(assessment=here, until=date(2027, 4, 9), reason="Paro", by=cast.coordinator, at=AT)
    assert queue_of(four, today=date(2027, 3, 11)).late == 1


def test_page_shows_the_rows_in_the_order_that_its_address_asks(cast, four, browser_of):
    desk = browser_of(cast.reviewer)
    page = desk.get("/revision/?ciclo=cuatro&orden=puntos").text
    assert re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page) == ["Cerca", "Aquí", "Allá", "Lejos"]
    assert 'aria-sort="descending"' in page
    assert "22,50" in page
    assert "declare sus conflictos" not in page
    other = browser_of(cast.coordinator).get("/revision/?ciclo=cuatro").text
    assert "declare sus conflictos de interés" in other


def test_queue_costs_the_same_for_many_municipalities(cast, browser_of):
    def cost(count: int) -> int:
        places = [make_municipality() for _ in range(count)]
        round = make_round(*places)
        declare(round, cast.coordinator)
        for assessment in Assessment.objects.with_context().filter(round=round):
            make_filled(assessment, cast.liaison)
        browser = browser_of(cast.coordinator)
        return len(queries_of(lambda: browser.get(f"/revision/?ciclo={round.code}")))

    assert cost(1) == cost(4) <= 15
