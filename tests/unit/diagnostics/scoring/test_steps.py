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
        start = Said() if mine.na else mine

        def worth(change: Said, code=code) -> Fraction:
            return evaluate(edition, {**said, code: change}, facts, OFFICIAL).questions[code][0] or Fraction(0)

        def points(change: Said, code=code) -> Fraction:
            after = evaluate(edition, {**said, code: change}, facts, OFFICIAL).total[0] or Fraction(0)
            return after - (before.total[0] or Fraction(0))

        proven = Said(start.value, evidence="si")
        if start.value and worth(proven) > worth(start):
            yield code, start.value, "si", True, points(proven)
            continue
        for value, evidence in _next(question, start, worth):
            yield code, value, evidence, False, points(Said(value, evidence=evidence))


def _next(question: dict[str, Any], start: Said, worth):
    kind = question["type"]
    if kind == "scale":
        level = int(start.value or 0)
        return [(str(level + 1), "si")] if level < 4 else []
    if kind == "yes_no":
        return [] if start.value == "si" else [("si", "si")]
    if kind == "multi":
        return list(_one_more(question, start))
    if kind == "choice":
        values = [option["code"] for option in question["options"]]
    else:
        easiest = sorted(question["thresholds"], key=lambda t: Fraction(t["from"]), reverse=_falls(question))
        values = [_number(question, threshold["from"]) for threshold in easiest]
    reached = (
        worth(Said(start.value, evidence="si")) if start.value else min(worth(Said(v, evidence="si")) for v in values)
    )
    better = sorted((worth(Said(v, evidence="si")), place) for place, v in enumerate(values))
    above = [place for score, place in better if score > reached]
    if not above:
        return []
    if kind == "choice":
        least = worth(Said(values[above[0]], evidence="si"))
        return [(min(v for v in values if worth(Said(v, evidence="si")) == least), "si")]
    return [(values[above[0]], "si")]


def _one_more(question: dict[str, Any], start: Said):
    codes = [option["code"] for option in question["options"]]
    chosen = set() if start.value in ("", "ninguna") else set(start.value.split("|"))
    accepted = chosen if start.evidence == "si" else chosen & set(start.evidence.split("|"))
    for option in question["options"]:
        if option["code"] not in chosen and Fraction(option["weight"]) > 0:
            yield tuple(
                "|".join(code for code in codes if code in held | {option["code"]}) for held in (chosen, accepted)
            )


def _falls(question: dict[str, Any]) -> bool:
    return question["numeric"].get("direction") == "lower"


def _number(question: dict[str, Any], start: str) -> str:
    if question["numeric"]["mode"] == "count":
        return str(Fraction(start)) if Fraction(start).denominator == 1 else start.rstrip("0").rstrip(".")
    share = Fraction(start) / 100
    return f"{share.numerator}/{share.denominator}"
