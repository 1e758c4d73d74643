"""The state of a commitment: its seven rows before, on and after each date, and a second, plain implementation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules.states import (
    Closing,
    Completion,
    Lowering,
    Milestone,
    Promise,
    State,
    Why,
    met_original_date,
    standing,
)

ONE = timedelta(1)
AGREED, START, DUE, END = date(2026, 1, 10), date(2026, 2, 1), date(2026, 4, 1), date(2026, 6, 30)


def promise(done_on: date | None = None, **changed) -> Promise:
    values = {
        "start": START, "end": END, "original_end": END, "accepted_on": AGREED, "milestones": [Milestone(DUE, done_on)],
    }  # fmt: skip
    return Promise(**values | changed)


@pytest.mark.parametrize(
    ("day", "changed", "state", "why"),
    [
        (AGREED - ONE, {}, State.PROPOSED, Why.NOT_ACCEPTED),
        (AGREED, {}, State.AGREED, Why.NOT_STARTED),
        (END + ONE, {"accepted_on": None}, State.PROPOSED, Why.NOT_ACCEPTED),
        (START - ONE, {}, State.AGREED, Why.NOT_STARTED),
        (START, {}, State.UNDER_WAY, Why.STARTED),
        (DUE, {}, State.UNDER_WAY, Why.STARTED),  # the day itself is in time
        (DUE + ONE, {}, State.AT_RISK, Why.MILESTONE_LATE),
        (DUE + ONE, {"done_on": DUE}, State.UNDER_WAY, Why.STARTED),
        (DUE + ONE, {"done_on": DUE + ONE}, State.UNDER_WAY, Why.STARTED),
        (DUE + ONE, {"done_on": DUE + 2 * ONE}, State.AT_RISK, Why.MILESTONE_LATE),
        (END, {}, State.AT_RISK, Why.MILESTONE_LATE),
        (END + ONE, {}, State.NOT_FULFILLED, Why.ENDED_UNDONE),
        (END + ONE, {"done_on": END + ONE}, State.UNDER_WAY, Why.ENDED_DONE),
        (END, {"done_on": DUE}, State.UNDER_WAY, Why.STARTED),
        (DUE, {"closing": Closing(DUE, Completion.COMPLETE)}, State.FULFILLED, Why.CLOSED),
        (DUE - ONE, {"closing": Closing(DUE, Completion.COMPLETE)}, State.UNDER_WAY, Why.STARTED),
        (END + ONE, {"closing": Closing(DUE, Completion.SUBSTANTIAL)}, State.NOT_FULFILLED, Why.CLOSED),
        (END + ONE, {"closing": Closing(DUE, Completion.NO_EVIDENCE), "done_on": DUE}, State.NOT_FULFILLED, Why.CLOSED),
    ],
)
def test_first_row_that_holds(day, changed, state, why):
    found = standing(promise(**changed), day)
    assert (found.state, found.derived, found.why) == (state, state, why)


@pytest.mark.parametrize(
    ("day", "to", "changed", "state", "derived", "why"),
    [
        (START - ONE, State.AT_RISK, {}, State.AT_RISK, State.AGREED, Why.LOWERED),
        (DUE, State.AT_RISK, {}, State.AT_RISK, State.UNDER_WAY, Why.LOWERED),
        (DUE, State.NOT_FULFILLED, {}, State.NOT_FULFILLED, State.UNDER_WAY, Why.LOWERED),
        (DUE + ONE, State.AT_RISK, {}, State.AT_RISK, State.AT_RISK, Why.MILESTONE_LATE),
        (END + ONE, State.AT_RISK, {}, State.NOT_FULFILLED, State.NOT_FULFILLED, Why.ENDED_UNDONE),
        (END + ONE, State.AT_RISK, {"done_on": DUE}, State.AT_RISK, State.UNDER_WAY, Why.LOWERED),
        (DUE, State.NOT_FULFILLED, {"accepted_on": None}, State.PROPOSED, State.PROPOSED, Why.NOT_ACCEPTED),
        (
            END,
            State.NOT_FULFILLED,
            {"closing": Closing(END, Completion.COMPLETE)},
            State.FULFILLED,
            State.FULFILLED,
            Why.CLOSED,
        ),
    ],
)
def test_a_person_may_only_lower_it(day, to, changed, state, derived, why):
    found = standing(promise(lowerings=[Lowering(to, AGREED)], **changed), day)
    assert (found.state, found.derived, found.why) == (state, derived, why)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (START, State.UNDER_WAY),
        (START + ONE, State.AT_RISK),
        (START + 2 * ONE, State.AT_RISK),
        (START + 3 * ONE, State.UNDER_WAY),
    ],
)
def test_a_lowering_holds_until_it_is_lifted(day, state):
    lowered = Lowering(State.AT_RISK, START + ONE, lifted_on=START + 3 * ONE)
    assert standing(promise(lowerings=[lowered]), day).state == state


@pytest.mark.parametrize(("done_on", "met"), [(END, True), (END + ONE, False), (None, False)])
def test_the_original_date_is_judged_by_itself(done_on, met):
    assert met_original_date(promise(done_on, end=END + 90 * ONE)) is met


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    closing = Closing(draw(DAYS), draw(st.sampled_from(Completion))) if draw(st.booleans()) else None
    lowered = st.builds(Lowering, st.sampled_from((State.AT_RISK, State.NOT_FULFILLED)), DAYS, st.none() | DAYS)
    return Promise(
        start=draw(DAYS), end=draw(DAYS), original_end=draw(DAYS), accepted_on=draw(st.none() | DAYS), closing=closing,
        milestones=draw(st.lists(st.builds(Milestone, DAYS, st.none() | DAYS), min_size=1, max_size=6)),
        lowerings=draw(st.lists(lowered, max_size=2)),
    )  # fmt: skip


def plain(one: Promise, day: date) -> str:
    """The rule again, in the words of the document."""
    if not one.accepted_on or one.accepted_on > day:
        return "propuesto"
    if one.closing and one.closing.on <= day:
        return "cumplido" if one.closing.completion == "completo" else "no_cumplido"
    undone = [m for m in one.milestones if m.done_on is None or m.done_on > day]
    if day > one.end:
        state = "no_cumplido" if undone else "en_marcha"
    elif [m for m in undone if m.due_on < day]:
        state = "en_riesgo"
    else:
        state = "en_marcha" if day >= one.start else "acordado"
    for lowered in one.lowerings:
        if lowered.since <= day and not (lowered.lifted_on and lowered.lifted_on <= day) and state != "no_cumplido":
            state = lowered.to
    return state


@given(one=promises(), day=DAYS)
def test_both_implementations_agree(one, day):
    assert standing(one, day).state == plain(one, day)
