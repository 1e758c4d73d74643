"""The worked example of docs/scoring.md, with its numbers copied by hand."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import engine
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.engine import Group, Results
from tests.factories.diagnostics import answers_frame
from tests.oracle import Said, edition_of, evaluate

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "scoring.md").read_text(encoding="utf-8")
EDITION = re.search(r"```yaml\n(.+?)```", PAGE, re.DOTALL)[1]
ANSWERS = {"P1": Said("3", evidence="si"), "P2": Said("a|b|c", evidence="a|b"), "P3": Said("41/48")}


def results(mode: str = "official", *, council: bool = True) -> Results:
    instrument = spec.parse(read_instrument(EDITION))
    return engine.score(instrument, answers_frame({"M": ANSWERS}), ["M"], {"M": {"has_council": council}}, mode)


def exact(group: Group) -> Fraction:
    return Fraction(int(group.exact.num[0]), int(group.exact.den[0]))


def verdict(found: Results) -> tuple[int, int, int, int, bool]:
    """Score and coverage in hundredths, level before and after gates, partial."""
    of = found.verdict
    return (
        int(found.total.cents[0]), int(found.total.coverage[0]),
        int(of.level_before_gates[0]), int(of.level[0]), bool(of.partial[0]),
    )  # fmt: skip


def test_every_step_is_the_one_on_the_page():
    found = results()
    assert found.question_scores[0].tolist() == [75, 80, 70, 0]
    assert [exact(indicator) for indicator in found.indicators] == [Fraction(230, 3), Fraction("52.5")]
    assert exact(found.dimensions[0]) == exact(found.total) == Fraction(15790, 240)
    assert [int(indicator.coverage[0]) for indicator in found.indicators] == [100, 75]
    assert verdict(found) == (6579, 89, 4, 3, True)
    assert found.verdict.gates == [
        [{"rule": "min_critical_question_score", "value": "50", "max_level": 3, "codes": ["P4"]}]
    ]


def test_provisional_score_leaves_the_missing_answer_out():
    assert verdict(results("provisional")) == (7367, 89, 4, 3, True)


def test_question_that_does_not_apply_leaves_the_computation():
    assert verdict(results(council=False)) == (7367, 100, 4, 4, False)


def test_oracle_reads_the_page_in_the_same_way():
    outcome = evaluate(edition_of(EDITION), ANSWERS, {"has_council": True}, "official")
    assert outcome.total[:2] == (Fraction(15790, 240), Fraction("0.8875"))
    assert (outcome.level_before_gates, outcome.level, outcome.partial) == (4, 3, True)


@pytest.mark.parametrize("number", range(1, 9))
def test_sections_that_the_code_names_are_there(number: int):
    titles = [
        "The idea in one page", "Declared values", "Question scores", "Facts and conditions", "Aggregation and coverage",
        "Levels and gates", "Exactness and rounding", "Runs, hashes and verification",
    ]  # fmt: skip
    assert f"\n## {number}. {titles[number - 1]}\n" in PAGE
