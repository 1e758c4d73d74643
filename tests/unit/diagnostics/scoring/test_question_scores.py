from fractions import Fraction
from typing import Any

import pytest

from diagnostics.scoring.instrument import Numeric, Threshold
from diagnostics.scoring.questions import needs_evidence, numeric_score, question_score
from diagnostics.scoring.values import read
from tests.factories.diagnostics import edition, parsed


def numeric(*thresholds: tuple[str, str], lower: bool = False, zero: str | None = None) -> Numeric:
    steps = tuple(Threshold(Fraction(start), Fraction(score)) for start, score in thresholds)
    zero_score = None if zero is None else Fraction(zero)
    return Numeric(True, lower, False, "%", "", "", zero_score, steps)


STEPS = [("10", "40"), ("50", "70"), ("90", "100")]


@pytest.mark.parametrize(
    ("number", "score"),
    [("0", 0), ("9.999", 0), ("10", 40), ("49.999999999", 40), ("50", 70), ("89.99", 70), ("90", 100), ("5000", 100)],
)
def test_threshold_is_reached_from_its_start_on(number: str, score: int):
    assert numeric_score(numeric(*STEPS), Fraction(number)) == score


@pytest.mark.parametrize(
    ("number", "score"),
    [("91", 0), ("90.001", 0), ("90", 30), ("50.001", 30), ("50", 70), ("10.001", 70), ("10", 100), ("0", 100)],
)
def test_lower_direction_reads_downwards(number: str, score: int):
    steps = [("10", "100"), ("50", "70"), ("90", "30")]
    assert numeric_score(numeric(*steps, lower=True), Fraction(number)) == score


def test_a_third_lies_exactly_between_its_neighbours():
    steps = numeric(("33.333333333", "40"), ("33.333333334", "70"))
    assert numeric_score(steps, Fraction(100, 3)) == 40


def test_order_of_thresholds_does_not_matter():
    assert numeric_score(numeric(*reversed(STEPS)), Fraction(60)) == 70


def test_zero_of_zero_has_its_declared_score():
    assert numeric_score(numeric(*STEPS, zero="12.5"), None) == Fraction("12.5")


def score(question: str, value: str, evidence: str = "", scoring: dict[str, Any] | None = None) -> Fraction:
    document = edition()
    document["scoring"] |= scoring or {}
    instrument = parsed(document)
    asked = instrument.question_by_code[question]
    return question_score(instrument, asked, read(asked, value), evidence)


@pytest.mark.parametrize(
    ("question", "value", "evidence", "expected"),
    [
        ("A-01", "0", "si", 0), ("A-01", "1", "si", 25), ("A-01", "3", "si", 75), ("A-01", "4", "si", 100),
        ("A-02", "si", "", 100), ("A-02", "no", "", 0),  # no evidence asked
        ("A-03", "ninguna", "si", 0), ("A-03", "a|c", "si", 70), ("A-03", "a|b|c", "si", 100),
        ("B-01", "0/0", "", 0), ("B-01", "89/100", "", 50), ("B-01", "90/100", "", 100),
        ("B-02", "o1", "", 25), ("B-02", "o2", "", 100),
    ],
)  # fmt: skip
def test_answer_is_worth(question: str, value: str, evidence: str, expected: int):
    assert score(question, value, evidence) == expected


@pytest.mark.parametrize(
    ("question", "value", "evidence", "expected"),
    [
        ("A-01", "4", "", 25), ("A-01", "1", "", 25), ("A-01", "0", "", 0),
        ("A-03", "a|b|c", "", 0), ("A-03", "a|b|c", "a|c", 70), ("A-03", "a", "b", 0), ("A-03", "a|b", "a|c", 50),
    ],
)  # fmt: skip
def test_without_accepted_evidence_an_answer_is_capped(question: str, value: str, evidence: str, expected: int):
    assert score(question, value, evidence) == expected


def test_every_type_has_its_cap():
    caps = {"scale": "10", "yes_no": "20", "choice": "30", "numeric": "40"}
    document = edition()
    document["scoring"]["evidence"] = {"cap_without_accepted_evidence": caps}
    for dimension in document["dimensions"]:
        for question in dimension["indicators"][0]["questions"]:
            question["evidence"] = {"requirement": "required"}
    instrument = parsed(document)

    def capped(code: str, value: str) -> Fraction:
        question = instrument.question_by_code[code]
        return question_score(instrument, question, read(question, value), "")

    assert [capped("A-01", "4"), capped("A-02", "si"), capped("B-02", "o2"), capped("B-01", "1/1")] == [10, 20, 30, 40]
    assert capped("A-02", "no") == 0  # a cap never lifts


def test_caps_that_a_file_leaves_out_are_those_of_the_method():
    document = edition()
    document["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"numeric": 5}}
    caps = parsed(document).evidence_caps
    assert caps == {"scale": 25, "yes_no": 0, "multi": 0, "choice": 0, "numeric": 5}


def test_edition_without_evidence_rules_caps_nothing():
    document = edition()
    del document["scoring"]["evidence"]
    instrument = parsed(document)
    question = instrument.question_by_code["A-03"]
    assert question_score(instrument, question, read(question, "a|b|c"), "") == 100


def test_recommended_evidence_caps_nothing():
    document = edition()
    document["dimensions"][0]["indicators"][0]["questions"][0]["evidence"]["requirement"] = "recommended"
    instrument = parsed(document)
    question = instrument.question_by_code["A-01"]
    assert question_score(instrument, question, read(question, "4"), "") == 100


def test_multiple_may_be_proven_as_a_whole_where_the_edition_says_so():
    caps = {
        "evidence": {"cap_without_accepted_evidence": {"multi": 0}, "multi_counts_only_options_with_evidence": False}
    }
    assert score("A-03", "a|b|c", "a", caps) == 100
    assert score("A-03", "a|b|c", "", caps) == 0


@pytest.mark.parametrize(
    ("question", "value", "asked"),
    [
        ("A-01", "0", False), ("A-01", "1", False), ("A-01", "2", True), ("A-03", "ninguna", False), ("A-03", "a", True),
        ("A-02", "si", False),
    ],
)  # fmt: skip
def test_evidence_is_asked_only_where_it_changes_the_score(question: str, value: str, asked: bool):
    instrument = parsed()
    of = instrument.question_by_code[question]
    assert needs_evidence(instrument, of, read(of, value)) is asked


def test_no_answer_needs_no_evidence():
    instrument = parsed()
    assert needs_evidence(instrument, instrument.question_by_code["A-01"], None) is False


@pytest.mark.parametrize(("stated", "expected"), [(None, "50"), ("30", "50"), ("40", "37.5")])
def test_choice_counts_points_of_the_most_that_can_be_had(stated: str | None, expected: str):
    document = edition()
    question = document["dimensions"][1]["indicators"][0]["questions"][1]
    question["options"] = [{"code": "x", "text": "x", "points": 15}, {"code": "y", "text": "y", "points": 30}]
    if stated:
        question["max_points"] = stated
    instrument = parsed(document)
    asked = instrument.question_by_code["B-02"]
    assert question_score(instrument, asked, read(asked, "x"), "") == Fraction(expected)
