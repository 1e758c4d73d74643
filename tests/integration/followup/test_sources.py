"""What the portal counts for indicators: the functions of core.indicators.sources, against counts by hand and plain loops."""

import copy
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from core.indicators.sources import Count, source_of
from followup.commitments.models import Origin
from tests.factories.diagnostics import AT
from tests.factories.followup import make_commitment
from tests.factories.results import (
    edition_of_three,
    levels,
    make_erratum,
    make_places,
    make_published_round,
    publish_edition,
)
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
CODES = [f"{theme}-0{n}" for theme in ("INF", "ESC", "RES") for n in (1, 2)]
FIRST, SECOND, THIRD = date(2025, 6, 30), date(2026, 6, 30), date(2027, 6, 30)
YEAR = timedelta(days=365)


def count(code, place, day, until=None, **side) -> Count | None:
    return source_of(code).count(place, day, until or day, **side)


def numbers(code, place, day):
    found = count(code, place, day)
    return found and (found.numerator, found.denominator)


def publish(places, answers, code, day, **fields):
    at = AT + timedelta(days=(day - FIRST).days)
    return make_published_round(dict(zip(places, answers, strict=True)), code=code, cutoff_on=day, at=at, **fields)


def test_the_score_is_the_published_one_of_the_round_that_was_cut_off_then():
    places = make_places(2)
    publication = publish(places, [levels(3, 2, 2), levels(4, 4, 4)], "uno", FIRST)
    total = publication.run.totals.get(municipality=places[0])
    assert count("IND-01", places[0], FIRST) == Count(
        Decimal("62.50"), None, (f"assessments.municipalscore:{total.pk}",)
    )
    assert count("IND-01", places[0], FIRST - YEAR, FIRST - timedelta(days=1)) is None
    assert count("IND-01", places[0], FIRST + timedelta(days=1), THIRD) is None
    assert numbers("IND-01", make_municipality(), FIRST) is None, "a municipality that took no part"


def test_a_partial_result_and_one_of_nothing_are_not_measured():
    places = make_places(2)
    publish(places, [{"INF-01": 4, "INF-02": 4, "ESC-01": 2}, {}], "uno", FIRST)
    assert [count("IND-01", place, FIRST) for place in places] == [None, None]


def test_an_erratum_changes_the_score():
    [place] = make_places(1)
    publication = publish([place], [levels(3, 2, 2)], "uno", FIRST)
    make_erratum(publication, place, "INF-01", "4")
    assert numbers("IND-01", place, FIRST) == (Decimal("68.75"), None)


def test_gaps_close_by_hand():
    [place] = make_places(1)
    publish([place], [{**levels(2, 3, 0), "INF-02": 3}], "uno", FIRST)  # gaps: INF-01, RES-01, RES-02
    assert count("IND-02", place, FIRST) is None, "there is no round before"
    publish([place], [{**levels(3, 0, 2), "RES-02": 4}], "dos", SECOND)  # closed: INF-01, RES-02; ESC fell
    assert numbers("IND-02", place, SECOND) == (2, 3)
    publish([place], [levels(4, 4, 4)], "tres", THIRD)
    assert numbers("IND-02", place, THIRD) == (3, 3), "compared with the second round, not with the first"
    assert numbers("IND-02", place, SECOND) == (2, 3)


def test_without_gaps_before_the_indicator_does_not_apply():
    [place] = make_places(1)
    publish([place], [levels(3, 4, 3)], "uno", FIRST)
    publish([place], [levels(0, 4, 3)], "dos", SECOND)
    assert numbers("IND-02", place, SECOND) == (0, 0)


def test_a_partial_result_is_passed_over_and_demonstrations_stand_apart():
    [place] = make_places(1)
    publish([place], [levels(1, 1, 1)], "uno", FIRST)
    publish([place], [{"INF-01": 4}], "parcial", FIRST + timedelta(days=90))
    publish([place], [levels(4, 4, 4)], "demo", FIRST + timedelta(days=180), is_demo=True)
    publish([place], [levels(3, 3, 1)], "dos", SECOND)
    assert numbers("IND-02", place, SECOND) == (4, 6)
    invented = FIRST + timedelta(days=180)
    assert [count(code, place, invented) for code in ("IND-01", "IND-02")] == [None, None]
    assert count("IND-01", place, invented, is_demo=True).numerator == Decimal(100)
    assert count("IND-02", place, invented, is_demo=True) is None, "nothing invented came before"


def test_only_equivalent_questions_that_apply_in_both_rounds_count():
    """INF-02 is asked anew in the second edition, and RES-01 does not apply in it."""
    [place] = make_places(1)
    edition = edition_of_three()
    publish_edition(edition, {place: levels(1, 1, 1)}, code="uno", cutoff_on=FIRST)
    changed = copy.deepcopy(edition)
    changed["instrument"]["version"] = "1.1.0"
    changed["dimensions"][0]["indicators"][0]["questions"][1]["text"] = "¿Publica cada semana?"
    changed["dimensions"][2]["indicators"][0]["questions"][0]["na_allowed"] = True
    at = AT + YEAR
    publish_edition(changed, {place: levels(4, 4, 2)}, code="dos", cutoff_on=SECOND, at=at, not_applicable=["RES-01"])
    assert numbers("IND-02", place, SECOND) == (3, 4)  # INF-01, ESC-01, ESC-02 closed; RES-02 not


def test_counts_agree_with_a_plain_loop_over_the_answers():
    draw, places = Random(20), make_places(5)
    rounds = [[{code: draw.randrange(5) for code in CODES} for _ in places] for _ in range(3)]
    for name, day, answers in zip(("uno", "dos", "tres"), (FIRST, SECOND, THIRD), rounds, strict=True):
        publish(places, answers, name, day)
    for (before, now), day in zip(pairwise(rounds), (SECOND, THIRD), strict=True):
        for place, then, after in zip(places, before, now, strict=True):
            gaps = [code for code in CODES if then[code] < 3]
            assert numbers("IND-02", place, day) == (sum(after[code] >= 3 for code in gaps), len(gaps))


def of_agenda(place, code, end, *done, kind="acuerdo", due=None, **fields):
    row = make_commitment(
        place, code=code, start=end - YEAR, end=fields.pop("now_ends", end), original_end=end,
        milestones=[(due or end, day) for day in done], accepted_on=fields.pop("accepted_on", end - YEAR), **fields,
    )  # fmt: skip
    Origin.objects.create(commitment=row, kind=kind, process="AG-1", key=code, municipality=place, label="De la agenda")
    return row


def test_agenda_commitments_count_by_their_original_end():
    here, there = make_places(2)
    end, day = date(2027, 3, 31), timedelta(days=1)
    in_time = of_agenda(here, "CO-1", end, end, end - day)
    late = of_agenda(here, "CO-2", end, end, end + day)
    moved = of_agenda(here, "CO-3", date(2027, 1, 1), None, now_ends=date(2028, 1, 1))
    of_agenda(here, "CO-4", end + day, end)  # ends in the next quarter
    of_agenda(here, "CO-5", end, end, kind="brecha")
    invented = of_agenda(here, "CO-6", end, end, is_demo=True)
    of_agenda(here, "CO-7", end, end, accepted_on=None)
    of_agenda(there, "CO-8", end, end)
    make_commitment(here, code="CO-9", end=end, original_end=end, start=end - YEAR)  # born of nothing
    found = count("IND-22", here, date(2027, 1, 1), end)
    assert (found.numerator, found.denominator) == (1, 3)
    assert found.inputs == tuple(f"commitments.commitment:{one.pk}" for one in (in_time, late, moved))
    assert count("IND-22", None, date(2027, 1, 1), end).denominator == 4
    assert count("IND-22", here, date(2026, 1, 1), date(2026, 3, 31)) == Count(0, 0, ())
    only_invented = count("IND-22", here, date(2027, 1, 1), end, is_demo=True)
    assert only_invented == Count(1, 1, (f"commitments.commitment:{invented.pk}",))


def test_the_count_of_commitments_agrees_with_a_plain_loop_and_takes_three_queries(django_assert_num_queries):
    draw, [place] = Random(7), make_places(1)
    begin, end = date(2027, 1, 1), date(2027, 3, 31)
    told = []
    for number in range(40):
        original = begin + timedelta(days=draw.randrange(-40, 130))
        done = [
            draw.choice([None, original + timedelta(days=draw.randrange(-3, 4))]) for _ in range(draw.randrange(1, 4))
        ]
        of_agenda(place, f"CO-{number}", original, *done)
        told.append((original, done))
    due = [(original, done) for original, done in told if begin <= original <= end]
    met = [1 for original, done in due if all(day is not None and day <= original for day in done)]
    with django_assert_num_queries(3):
        found = count("IND-22", place, begin, end)
    assert (found.numerator, found.denominator) == (len(met), len(due))
