"""The route to improvement against every set of steps, on random editions small enough to try them all."""

import os
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.route import Route, route_of
from tests.factories.diagnostics import answers_frame
from tests.oracle import Said, edition_of, evaluate
from tests.unit.diagnostics.scoring import naive_route, random_editions
from tests.unit.diagnostics.scoring.test_scoring_oracle import thorough

# ORACLE_EXAMPLES and ROUTE_SETS raise both by hand.
EXAMPLES, MOST_SETS = int(os.environ.get("ORACLE_EXAMPLES", 60)), int(os.environ.get("ROUTE_SETS", 300))


@settings(parent=thorough, max_examples=EXAMPLES)
@given(data=st.data())
def test_cheapest_way_equals_the_best_of_all_sets_of_steps(data: st.DataObject):
    document = data.draw(random_editions.editions(most=(3, 2, 2)), "edition")
    text = random_editions.as_yaml(document)
    edition, instrument = edition_of(text), spec.parse(read_instrument(text))
    said, facts = data.draw(random_editions.answers(document)), data.draw(random_editions.facts())
    count, sets = naive_route.combinations_of(edition, said)
    assume(count <= MOST_SETS)
    before = evaluate(edition, said, facts, "official")
    levels = [level.number for level in instrument.levels if level.number > before.level]
    target = data.draw(st.sampled_from([None, *levels]))

    route = route_of(instrument, answers_frame({"M": said}), facts, target)

    assert (route.score, route.level) == (before.total[0], before.level)
    if before.total[0] is None or not levels:
        assert (route.cheapest, bool(route.reason)) == (None, True)
        return
    wanted = naive_route.cheapest(edition, said, facts, sets, target or levels[0])
    assert found(route) == wanted
    if route.cheapest is not None:
        assert_engine_agrees(route, edition, said, facts)


def found(route: Route) -> tuple[int, int, list[str]] | None:
    if route.cheapest is None:
        assert route.reason
        return None
    steps = route.cheapest.steps
    return route.cheapest.effort, len(steps), sorted(step.question.code for step in steps)


def assert_engine_agrees(route: Route, edition: dict[str, Any], said: dict[str, Said], facts: dict[str, Any]) -> None:
    """The steps follow one another, and what the way promises is what the rules give after the last ones."""
    now = dict(said)
    for step in route.cheapest.steps:
        code = step.question.code
        stood = now.get(code, Said())
        assert step.source == ("" if stood.na else stood.value)
        now[code] = Said(step.value, evidence=step.evidence)
    after = evaluate(edition, now, facts, "official")
    assert (route.cheapest.score, route.cheapest.level) == (after.total[0], after.level)


@settings(parent=thorough, max_examples=EXAMPLES // 2)
@given(data=st.data())
def test_gaps_are_ordered_by_points_for_each_unit_of_effort(data: st.DataObject):
    document = data.draw(random_editions.editions(most=(2, 1, 3)))
    instrument = spec.parse(read_instrument(random_editions.as_yaml(document)))
    said, facts = data.draw(random_editions.answers(document)), data.draw(random_editions.facts())
    gaps = route_of(instrument, answers_frame({"M": said}), facts).gaps
    keys = [(-gap.points / gap.step.effort, gap.step.question.code) for gap in gaps]
    assert keys == sorted(keys)
    assert all(isinstance(gap.points, Fraction) for gap in gaps)
