"""Who may do what in which stage: the whole table, written out a second time and compared cell by cell on the pure rule."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from cocreation.agendas.choices.stages import (
    Act,
    Actor,
    Moment,
    NotInThisStage,
    StageCode,
    current,
    may,
    moment_of,
    require,
)

OPENS, CLOSES = date(2027, 5, 3), date(2027, 5, 29)
BEFORE, DURING, AFTER = OPENS - timedelta(days=1), OPENS, CLOSES + timedelta(days=1)


@dataclass(frozen=True)
class Days:
    code: str
    opens_on: date = OPENS
    closes_on: date = CLOSES
    is_closed: bool = False


CONV, PROB, RETO, IDEA, PROT, COMP, SEGU, CIER = StageCode
ALL = set(StageCode)
# act: {actor: (stages while they are open, stages after they closed)}; whatever is missing is refused.
EXPECTED = {
    Act.PROPOSE_PROBLEM: {"P": ({PROB}, set())},
    Act.PROPOSE_IDEA: {"P": ({IDEA}, set())},
    Act.SUPPORT: {"P": ({PROB, RETO, IDEA}, set())},
    Act.COMMENT: {
        "P": ({PROB, RETO, IDEA, PROT, COMP, SEGU}, set()),
        "O": ({PROB, RETO, IDEA, PROT, COMP, SEGU}, set()),
    },
    Act.VOTE: {"P": ({RETO}, set())},
    Act.WRITE_CHALLENGE: {"F": ({CONV, PROB, RETO}, {CONV, PROB})},
    Act.CAPTURE_PAPER: {"F": (ALL, ALL)},
    Act.MODERATE: {"F": (ALL, ALL)},
    Act.MERGE: {"F": ({PROB, RETO, IDEA, PROT}, {PROB, RETO, IDEA, PROT})},
    Act.ANSWER: {
        "O": ({RETO, IDEA, PROT, COMP, SEGU, CIER}, ALL - {CONV}),
        "F": ({RETO, IDEA, PROT, COMP, SEGU, CIER}, ALL - {CONV}),
    },
    Act.RECORD_PILOT: {
        "O": ({PROT, COMP, SEGU, CIER}, {IDEA, PROT, COMP, SEGU}),
        "F": ({PROT, COMP, SEGU, CIER}, {IDEA, PROT, COMP, SEGU}),
    },
    Act.WRITE_ITEM: {"O": ({PROT, COMP}, {PROT, COMP}), "F": ({PROT, COMP}, {PROT, COMP})},
    Act.ACCEPT_ITEM: {"O": ({COMP}, {COMP})},
    Act.HOLD_WORKSHOP: {"F": (ALL, ALL - {CIER})},
}

# act: who may do it in a published agenda before its first stage opens.
BEFOREHAND = {Act.WRITE_CHALLENGE: "F", Act.HOLD_WORKSHOP: "F"}


def test_every_act_is_in_the_expected_table():
    assert set(EXPECTED) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_each_cell_before_during_and_after(act):
    found, wanted = {}, {}
    for stage in StageCode:
        for actor in Actor:
            during, after = EXPECTED[act].get(actor.value, (set(), set()))
            for name, day, expected in (
                ("before", BEFORE, actor.value in BEFOREHAND.get(act, "")),
                ("during", DURING, stage in during),
                ("after", AFTER, stage in after),
            ):
                found[stage, actor, name] = may(act, actor, [Days(stage)], day)
                wanted[stage, actor, name] = expected
    assert found == wanted


def test_the_first_and_the_last_day_belong_to_the_stage():
    stage = Days(IDEA)
    days = [OPENS - timedelta(days=1), OPENS, CLOSES, CLOSES + timedelta(days=1)]
    assert [moment_of(stage, day) for day in days] == [Moment.BEFORE, Moment.DURING, Moment.DURING, Moment.AFTER]


def test_a_stage_closed_early_is_over_on_its_days():
    assert moment_of(Days(IDEA, is_closed=True), OPENS) is Moment.AFTER
    assert not may(Act.PROPOSE_IDEA, Actor.PERSON, [Days(IDEA, is_closed=True)], OPENS)


def test_what_goes_on_after_a_stage_ends_when_the_next_one_opens():
    later = Days(CIER, CLOSES + timedelta(days=10), CLOSES + timedelta(days=20))
    stages = [Days(PROT), later]
    assert may(Act.MERGE, Actor.FACILITATOR, stages, CLOSES + timedelta(days=5))
    assert not may(Act.MERGE, Actor.FACILITATOR, stages, CLOSES + timedelta(days=10))


def test_stages_that_overlap_allow_what_either_allows():
    stages = [Days(RETO), Days(IDEA)]
    assert may(Act.VOTE, Actor.PERSON, stages, OPENS)
    assert may(Act.PROPOSE_IDEA, Actor.PERSON, stages, OPENS)


def test_what_is_prepared_beforehand_ends_with_the_first_stage_that_opens():
    stages = [Days(IDEA), Days(PROT, CLOSES + timedelta(days=10), CLOSES + timedelta(days=20))]
    assert may(Act.WRITE_CHALLENGE, Actor.FACILITATOR, stages, BEFORE)
    assert not may(Act.WRITE_CHALLENGE, Actor.OFFICE, stages, BEFORE)
    assert not may(Act.WRITE_CHALLENGE, Actor.FACILITATOR, stages, DURING)
    assert not may(Act.WRITE_CHALLENGE, Actor.FACILITATOR, stages, CLOSES + timedelta(days=5)), "between two stages"


def test_without_stages_or_before_the_first_nothing_is_current():
    assert current([], OPENS) == []
    assert current([Days(CONV)], BEFORE) == []
    assert not any(may(act, actor, [], OPENS) for act in Act for actor in Actor)


def test_the_refusal_says_when():
    with pytest.raises(
        NotInThisStage, match="Todavía no se puede proponer una idea: la etapa «Ideas» abre el lunes 3 de mayo"
    ):
        require(Act.PROPOSE_IDEA, Actor.PERSON, [Days(IDEA)], BEFORE)
    with pytest.raises(NotInThisStage, match="Ya no se puede apoyar: la etapa «Ideas» cerró el sábado 29 de mayo"):
        require(Act.SUPPORT, Actor.PERSON, [Days(IDEA)], AFTER)
    with pytest.raises(NotInThisStage, match="En esta agenda no se puede votar los retos ahora"):
        require(Act.VOTE, Actor.PERSON, [Days(IDEA)], DURING)
    require(Act.PROPOSE_IDEA, Actor.PERSON, [Days(IDEA)], DURING)
