"""Single steps and their points against a naive second implementation, on random editions."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.steps import Gain, gains_of
from tests.factories.diagnostics import answers_frame
from tests.oracle import Said, edition_of, evaluate
from tests.unit.diagnostics.scoring import random_editions
from tests.unit.diagnostics.scoring.naive_steps import Worth, next_answers
from tests.unit.diagnostics.scoring.test_scoring_oracle import thorough

OFFICIAL = "official"


@thorough
@given(data=st.data())
def test_steps_equal_the_naive_ones(data: st.DataObject):
    document = data.draw(random_editions.editions(), "edition")
    text = random_editions.as_yaml(document)
    edition, instrument = edition_of(text), spec.parse(read_instrument(text))
    said, facts = data.draw(random_editions.answers(document)), data.draw(random_editions.facts())

    found = gains_of(instrument, answers_frame({"M": said}), facts)

    assert [_row(gain) for gain in found] == list(_naive(edition, said, facts))


def _row(gain: Gain) -> tuple[str, str, str, bool, Fraction]:
    return gain.step.question.code, gain.step.value, gain.step.evidence, gain.step.proves, gain.points


def _naive(edition: dict[str, Any], said: dict[str, Said], facts: dict[str, Any]):
    before = evaluate(edition, said, facts, OFFICIAL) if said else evaluate(edition, {"": Said()}, facts, OFFICIAL)
    for question in (q for d in edition["dimensions"] for i in d["indicators"] for q in i["questions"]):
        code = question["code"]
        if before.questions.get(code, (None, "not_applicable"))[1] not in ("scored", "unanswered"):
            continue
        mine = said.get(code, Said())
        for proves, change in next_answers(question, Said() if mine.na else mine, Worth(edition, question)):
            after = evaluate(edition, {**said, code: change}, facts, OFFICIAL).total[0] or Fraction(0)
            yield code, change.value, change.evidence, proves, after - (before.total[0] or Fraction(0))
