"""V1–V9 by the engine alone, and by the oracle: two roads to the published numbers."""

from fractions import Fraction

import pytest

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import engine
from diagnostics.scoring import instrument as spec
from tests import golden_vectors as golden
from tests.factories.diagnostics import answers_frame
from tests.oracle import edition_of, evaluate, rounded

TEXT = golden.EDITION.read_text(encoding="utf-8")
INSTRUMENT = spec.parse(read_instrument(TEXT))
ANSWERS = golden.answers()


def shown(cents: int) -> str:
    return "" if cents < 0 else f"{cents // 100}.{cents % 100:02}"


@pytest.mark.parametrize("vector", golden.EXPECTED)
def test_engine_gives_the_golden_numbers(vector: str):
    mode, total, coverage, before, after, partial, dimensions = golden.EXPECTED[vector]
    results = engine.score(INSTRUMENT, answers_frame({"V": ANSWERS[vector]}), ["V"], {"V": golden.FACTS}, mode)

    assert shown(results.total.cents[0]) == total
    assert shown(results.total.coverage[0]) == coverage
    assert (results.verdict.level_before_gates[0], results.verdict.level[0]) == (before, after)
    assert results.verdict.partial[0] == partial
    assert {d.code: shown(d.cents[0]) for d in results.dimensions} == dict(
        zip(golden.DIMENSIONS, dimensions, strict=True)
    )


@pytest.mark.parametrize("vector", golden.EXPECTED)
def test_oracle_gives_the_golden_numbers(vector: str):
    mode, total, coverage, before, after, partial, dimensions = golden.EXPECTED[vector]
    outcome = evaluate(edition_of(TEXT), ANSWERS[vector], golden.FACTS, mode)

    assert rounded(outcome.total[0]) == Fraction(total)
    assert rounded(outcome.total[1]) == Fraction(coverage)
    assert (outcome.level_before_gates, outcome.level, outcome.partial) == (before, after, partial)
    expected = {
        code: Fraction(text) if text else None for code, text in zip(golden.DIMENSIONS, dimensions, strict=True)
    }
    assert {code: rounded(score) for code, (score, _, _) in outcome.dimensions.items()} == expected


def gates(vector: str) -> list[dict]:
    return engine.score(
        INSTRUMENT, answers_frame({"V": ANSWERS[vector]}), ["V"], {"V": golden.FACTS}, "official"
    ).verdict.gates[0]


def test_gates_that_acted_are_named():
    low = {"rule": "min_dimension_score", "codes": ["COL"]}
    assert gates("V4") == [low | {"value": "40", "max_level": 3}, low | {"value": "60", "max_level": 4}]
    critical = {"rule": "min_critical_question_score", "value": "50", "max_level": 4}
    assert gates("V5") == [critical | {"codes": ["RDC-09"]}]
    assert gates("V9") == [critical | {"codes": ["DAT-03"]}]
    assert gates("V1") == []


def test_rejected_na_lowers_the_coverage_of_its_dimension():
    results = engine.score(INSTRUMENT, answers_frame({"V": ANSWERS["V6b"]}), ["V"], {"V": golden.FACTS}, "official")
    assert {d.code: shown(d.coverage[0]) for d in results.dimensions}["RDC"] == "0.96"
