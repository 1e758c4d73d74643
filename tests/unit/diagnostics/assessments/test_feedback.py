"""What the questionnaire says back about an answer."""

import pytest

from diagnostics.assessments.models import Answer
from diagnostics.assessments.queries.feedback import Feedback, feedback_of
from diagnostics.assessments.queries.filling import Proof, build_filling
from tests.factories.diagnostics import edition, parsed

INSTRUMENT = parsed()


def feedback(question: str, value: str, links: dict[str, list[str]] | None = None, **answer) -> Feedback:
    answers = {question: Answer(value=value, **answer)}
    proofs = [Proof(option, url) for option, urls in (links or {}).items() for url in urls]
    filling = build_filling(INSTRUMENT, {"has_council": True}, {}, answers, {question: proofs})
    return feedback_of(filling, filling.cells[question])


def test_nothing_answered_has_nothing_to_say():
    assert feedback("A-01", "") == Feedback("", None, None, "", [])


@pytest.mark.parametrize(
    ("question", "value", "understood"),
    [
        ("B-01", "1234/1250000.5", "1.234 de 1.250.000,5 = 0,10 %"),
        ("B-01", "9/10", "9 de 10 = 90,00 %"),
        ("B-01", "0/0", "0 de 0: no hubo casos"),
        ("B-01", "10/9", ""),
        ("B-03", "1250000.5", "1.250.000,5"),
        ("A-01", "3", ""),
    ],
)
def test_number_is_said_as_it_was_understood(question, value, understood):
    assert feedback(question, value).understood == understood


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("9/30", "El tramo siguiente (50 puntos) empieza en 50 %: 15 de 30."),
        ("15/30", "El tramo siguiente (100 puntos) empieza en 90 %: 27 de 30."),
        ("14/29", "El tramo siguiente (50 puntos) empieza en 50 %: 15 de 29."),
        ("27/30", ""),
        ("0/0", ""),
        ("x/30", ""),
    ],
)
def test_next_step_of_a_ratio_is_said_in_cases(value, says):
    assert feedback("B-01", value).next_step == says


def test_next_step_of_a_count():
    assert feedback("B-03", "0").next_step == "El tramo siguiente (100 puntos) empieza en 1."


def test_next_step_of_a_large_count_is_written_whole():
    document = edition()
    document["dimensions"][1]["indicators"][0]["questions"][2]["thresholds"] = [
        {"from": "1250000.5", "score": "66.6667"}
    ]
    filling = build_filling(parsed(document), {"has_council": True}, {}, {"B-03": Answer(value="7")}, {})
    said = feedback_of(filling, filling.cells["B-03"]).next_step
    assert said == "El tramo siguiente (66,6667 puntos) empieza en 1.250.000,5."


def test_scale_without_proof_is_capped_and_says_what_it_could_be():
    assert feedback("A-01", "4") == Feedback("", 25.0, 100.0, "", [])
    assert feedback("A-01", "4", {"": ["https://a.gov.co"]}) == Feedback("", 100.0, None, "", [])
    assert feedback("A-01", "1").could_be is None, "proof would change nothing"


def test_multiple_counts_only_options_with_proof_and_names_the_others():
    some = feedback("A-03", "a|b", {"b": ["https://a.gov.co"]})
    assert (some.points, some.could_be, some.missing_options) == (30.0, 80.0, ["Datos"])
    whole = feedback("A-03", "a|b", {"": ["https://a.gov.co"]})
    assert (whole.points, whole.could_be, whole.missing_options) == (80.0, None, [])


@pytest.mark.parametrize(("question", "value"), [("A-01", "7"), ("B-01", "5/0"), ("B-02", "o9"), ("A-03", "z")])
def test_draft_that_cannot_be_read_has_no_points(question, value):
    assert feedback(question, value) == Feedback("", None, None, "", [])


def test_not_applicable_has_no_points():
    assert feedback("A-02", "si", not_applicable=True, na_reason="No existe") == Feedback("", None, None, "", [])
