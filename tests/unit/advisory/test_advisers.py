"""To whom a request is offered first."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.matching.advisers import CONFLICT, FULL, Adviser, offers

DATA, CARE = "datos", "atención"


def order(*advisers, themes=frozenset({DATA})):
    return [offer.adviser.code for offer in offers(advisers, themes)]


@pytest.mark.parametrize(
    ("adviser", "theme", "continuity", "free", "score"),
    [
        (Adviser("a", {DATA}, 0, 4), 1, 0, 1, F(8, 10)),
        (Adviser("a", {DATA}, 1, 4, knows=True), 1, 1, F(3, 4), F(925, 1000)),
        (Adviser("a", {CARE}, 3, 4), 0, 0, F(1, 4), F(75, 1000)),
        (Adviser("a", set(), 0, 1, knows=True), 0, 1, 1, F(5, 10)),
    ],
)
def test_score_is_the_printed_sum(adviser, theme, continuity, free, score):
    [offer] = offers([adviser], {DATA})
    assert (offer.theme, offer.continuity, offer.free, offer.score) == (theme, continuity, free, score)


def test_half_of_the_themes_is_half_of_the_theme():
    assert offers([Adviser("a", {DATA}, 0, 1)], {DATA, CARE})[0].theme == F(1, 2)
    assert offers([Adviser("a", {DATA}, 0, 1)], set())[0].theme == 0


@pytest.mark.parametrize(
    ("adviser", "why"),
    [
        (Adviser("a", {DATA}, 0, 4, has_conflict=True), CONFLICT),
        (Adviser("a", {DATA}, 4, 4, has_conflict=True), CONFLICT),
        (Adviser("a", {DATA}, 4, 4, knows=True), FULL),
        (Adviser("a", {DATA}, 5, 4), FULL),  # the cap was lowered since
        (Adviser("a", {DATA}, 3, 4), ""),
    ],
)
def test_who_is_left_out_and_why(adviser, why):
    assert adviser.excluded == why
    assert order(adviser) == ([] if why else ["a"])


def test_equals_go_by_fewest_open_then_code():
    full, free = Adviser("a", {DATA}, 2, 4), Adviser("b", {DATA}, 1, 2)
    assert order(full, free, Adviser("c", {DATA}, 1, 2)) == ["b", "c", "a"]


ADVISERS = st.builds(
    Adviser, code=st.text("abc", min_size=1, max_size=3), themes=st.sets(st.sampled_from([DATA, CARE, "participación"])),
    open=st.integers(0, 4), cap=st.integers(1, 4), knows=st.booleans(), has_conflict=st.booleans(),
)  # fmt: skip


def beats(one, other, themes):
    """Written from the rule, in thousandths of a common denominator, without fractions of its own kind."""

    def thousandths(adviser):
        shared = sum(theme in adviser.themes for theme in themes)
        parts = (500 * shared * adviser.cap, 200 * adviser.knows * len(themes) * adviser.cap)
        return F(sum(parts) + 300 * (adviser.cap - adviser.open) * len(themes), 1000 * len(themes) * adviser.cap)

    left, right = (thousandths(adviser) for adviser in (one, other))
    return left > right or (left == right and (one.open, one.code) < (other.open, other.code))


@given(
    st.lists(ADVISERS, unique_by=lambda one: one.code, max_size=8), st.sets(st.sampled_from([DATA, CARE]), min_size=1)
)
def test_each_place_is_the_number_of_those_who_beat_it(advisers, themes):
    able = [one for one in advisers if not one.has_conflict and one.open < one.cap]
    found = order(*advisers, themes=themes)
    assert sorted(found) == sorted(one.code for one in able)
    for one in able:
        assert found.index(one.code) == sum(beats(other, one, themes) for other in able)
