"""The vectorised engine against the naive oracle, on random editions that pass through the loader as YAML."""

import os
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import engine
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.engine import Group, Results
from diagnostics.scoring.sheet import UnreadableAnswer
from tests.factories.diagnostics import answers_frame
from tests.oracle import Outcome, Said, edition_of, evaluate, rounded
from tests.unit.diagnostics.scoring import random_editions

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", 240 if os.environ.get("CI") == "true" else 100))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
thorough = settings(
    max_examples=EXAMPLES,
    deadline=timedelta(seconds=10),
    suppress_health_check=SLOW,
    derandomize="ORACLE_EXAMPLES" not in os.environ,
    database=None,
)
UNREADABLE = "no sé"


@thorough
@given(data=st.data())
def test_engine_equals_the_oracle(data: st.DataObject):
    document = data.draw(random_editions.editions(), "edition")
    text = random_editions.as_yaml(document)
    edition, instrument = edition_of(text), spec.parse(read_instrument(text))
    names = [f"M{n}" for n in range(data.draw(st.integers(1, 4)))]
    answers = {name: data.draw(random_editions.answers(document), name) for name in names}
    facts = {name: data.draw(random_editions.facts(), f"facts of {name}") for name in names}
    mode = data.draw(st.sampled_from([engine.OFFICIAL, engine.PROVISIONAL]))

    results = engine.score(instrument, answers_frame(answers), names, facts, mode)

    for row, name in enumerate(names):
        expected = evaluate(edition, answers[name], facts[name], mode)
        assert bool(results.has_any[row]) == expected.has_any
        if expected.has_any:
            assert found(results, row) == wanted(expected)
            assert_floats_agree(results, row, expected)


def found(results: Results, row: int) -> dict[str, Any]:
    """Everything the engine says about one municipality, in the oracle's words."""
    verdict = results.verdict
    return {
        "total": part(results.total, row),
        "dimensions": {d.code: part(d, row) for d in results.dimensions},
        "indicators": {i.code: part(i, row) for i in results.indicators},
        "levels": {d.code: int(d.level[row]) for d in results.dimensions},
        "level": (int(verdict.level_before_gates[row]), int(verdict.level[row])),
        "partial": bool(verdict.partial[row]),
        "gates": [(gate["rule"], gate["max_level"], gate["codes"]) for gate in verdict.gates[row]],
        "questions": {
            q.code: str(results.question_status[row, column]) for column, q in enumerate(results.instrument.questions)
        },
    }


def part(group: Group, row: int) -> tuple[Fraction | None, Fraction | None, Fraction | None, str]:
    """Exact score, rounded score, rounded coverage and status."""
    exact = Fraction(int(group.exact.num[row]), int(group.exact.den[row])) if group.exact.den[row] else None
    return exact, hundredths(group.cents[row]), hundredths(group.coverage[row]), str(group.status[row])


def hundredths(value: np.int64) -> Fraction | None:
    return None if value < 0 else Fraction(int(value), 100)


def wanted(outcome: Outcome) -> dict[str, Any]:
    def shown(part: tuple) -> tuple:
        score, coverage, status = part
        return score, rounded(score), rounded(coverage), status

    return {
        "total": shown(outcome.total),
        "dimensions": {code: shown(part) for code, part in outcome.dimensions.items()},
        "indicators": {code: shown(part) for code, part in outcome.indicators.items()},
        "levels": outcome.dimension_levels,
        "level": (outcome.level_before_gates, outcome.level),
        "partial": outcome.partial,
        "gates": outcome.gates,
        "questions": {code: status for code, (_, status) in outcome.questions.items()},
    }


def assert_floats_agree(results: Results, row: int, expected: Outcome) -> None:
    pairs = [(results.total.score[row], expected.total[0])]
    pairs += [(d.score[row], expected.dimensions[d.code][0]) for d in results.dimensions]
    pairs += [(i.score[row], expected.indicators[i.code][0]) for i in results.indicators]
    pairs += [
        (results.question_scores[row, column], expected.questions[q.code][0])
        for column, q in enumerate(results.instrument.questions)
    ]
    for number, exact in pairs:
        if exact is None:
            assert np.isnan(number)
        else:
            assert number == pytest.approx(float(exact), abs=1e-9)


@settings(parent=thorough, max_examples=EXAMPLES // 4)
@given(data=st.data())
def test_drafts_that_cannot_be_read_count_as_unanswered_while_filling(data: st.DataObject):
    document = data.draw(random_editions.editions())
    text = random_editions.as_yaml(document)
    instrument = spec.parse(read_instrument(text))
    answers = data.draw(random_editions.answers(document))
    spoiled = data.draw(st.sampled_from([q.code for q in instrument.questions]))
    facts = data.draw(random_editions.facts())

    with_draft = {"M": answers | {spoiled: Said(UNREADABLE, evidence="si")}}
    results = engine.score(instrument, answers_frame(with_draft), ["M"], {"M": facts}, engine.PROVISIONAL)
    kept = {code: said for code, said in answers.items() if code != spoiled}
    expected = evaluate(edition_of(text), kept, facts, engine.PROVISIONAL)

    assert bool(results.has_any[0]) == expected.has_any
    if expected.has_any:
        assert found(results, 0) == wanted(expected)
    with pytest.raises(UnreadableAnswer, match=f"M, {spoiled}: "):
        engine.score(instrument, answers_frame(with_draft), ["M"], {"M": facts}, engine.OFFICIAL)


@settings(parent=thorough, max_examples=EXAMPLES // 4)
@given(data=st.data())
def test_neighbours_do_not_change_a_score(data: st.DataObject):
    document = data.draw(random_editions.editions())
    instrument = spec.parse(read_instrument(random_editions.as_yaml(document)))
    names = ["M0", "M1", "M2"]
    answers = {name: data.draw(random_editions.answers(document)) for name in names}
    facts = {name: data.draw(random_editions.facts()) for name in names}

    together = engine.score(instrument, answers_frame(answers), names, facts)
    backwards = engine.score(instrument, answers_frame(dict(reversed(answers.items()))), names[::-1], facts)
    alone = engine.score(instrument, answers_frame({"M1": answers["M1"]}), ["M1"], facts)

    assert found(together, 1) == found(backwards, 1) == found(alone, 0)
