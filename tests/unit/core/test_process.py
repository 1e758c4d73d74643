"""Every registered process is a sound table: what core.process.transitions and core.process.deadlines rely on."""

import pytest

from core.process.steps import registered

PROCESSES = [pytest.param(process, id=process.title) for process in registered()]


def test_some_are_registered():
    assert len(PROCESSES) > 1


@pytest.mark.parametrize("process", PROCESSES)
def test_steps_are_told_apart(process):
    ways = [(step.source, step.verb, step.target) for step in process.steps]
    assert len(ways) == len(set(ways))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_state_is_reached(process):
    reached, waiting = set(), [process.initial]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [step.target for step in process.steps if step.source == state]
    assert reached == set(process.states)


@pytest.mark.parametrize("process", PROCESSES)
def test_what_ends_by_itself_can_move_on_after_its_deadline(process):
    late = {step.source for step in process.steps if not step.in_time}
    assert process.moves_on <= late & process.with_deadline


@pytest.mark.parametrize("process", PROCESSES)
def test_deadlines_are_of_states_that_end(process):
    leaving = {step.source for step in process.steps}
    assert process.with_deadline <= leaving
    assert not set(process.terms) & set(process.own_terms)


@pytest.mark.parametrize("process", PROCESSES)
def test_a_clock_stops_between_states_that_lead_to_each_other(process):
    ways = {(step.source, step.target) for step in process.steps}
    assert all({(running, stopped), (stopped, running)} <= ways for stopped, running in process.paused_in.items())
