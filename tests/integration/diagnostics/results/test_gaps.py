"""The points that a step brings are what the engine finds when the step is taken."""

from decimal import Decimal
from fractions import Fraction

import pytest

from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.results.queries.gaps import gaps_of, lacks_proof, standings_by_question, strengths_of
from tests.factories.diagnostics import AT, edition, make_answers, make_round, make_version

pytestmark = pytest.mark.django_db
TODAY = {"A-01": "2", "A-02": "no", "A-03": "a", "B-01": "5/10", "B-02": "o1"}
STEP = {"A-01": "3", "A-02": "si", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"}
ASKS = {
    "A-01": "casi todo",
    "A-02": "Que la respuesta sea «sí».",
    "A-03": "Sumar «Actas» y «Contratos», con evidencia.",
    "B-01": "Se pide al menos 90\u00a0%.",
    "B-02": "Por la web",
}


@pytest.fixture
def assessment() -> Assessment:
    found = make_round().assessments.select_related("round__version", "municipality").get()
    make_answers(found, TODAY, layer=Layer.FINAL, evidence_accepted="si")
    return found


def total_of(assessment: Assessment):
    run = scores.compute(round=assessment.round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
    return run.totals.get()


def gaps_found(assessment: Assessment):
    instrument = assessment.round.version.parsed
    standings = standings_by_question(instrument, total_of(assessment).detail)
    final = Answer.objects.filter(assessment=assessment, layer=Layer.FINAL, not_applicable=False)
    said = {code: pair for code, *pair in final.values_list("question__code", "value", "evidence_accepted")}
    return {gap.question.code: gap for gap in gaps_of(instrument, standings, said, limit=99)}


CASES = [(code, False) for code in STEP] + [(code, True) for code in STEP if code != "A-02"]


@pytest.mark.parametrize(("code", "is_reweighted"), CASES)
def test_gain_is_what_the_engine_finds(assessment, code, is_reweighted):
    if is_reweighted:  # another question leaves the sum and its weight goes to the rest
        Answer.objects.filter(question__code="A-02").update(
            value="", not_applicable=True, na_reason="x", na_accepted=True
        )
    gap, before = gaps_found(assessment)[code], total_of(assessment).score
    Answer.objects.filter(question__code=code).update(value=STEP[code])
    assert gap.gain == (total_of(assessment).score - before).quantize(Decimal("0.01"))
    assert gap.next_step == ASKS[code]


def test_gaps_come_by_points_and_nothing_is_left_at_the_top(assessment):
    found = list(gaps_found(assessment).values())
    assert [gap.gain for gap in found] == sorted((gap.gain for gap in found), reverse=True)
    Answer.objects.filter(question__code="B-01").update(value="10/10")
    assert "B-01" not in gaps_found(assessment)


def test_question_that_does_not_apply_is_neither_gap_nor_strength(assessment):
    Answer.objects.filter(question__code="A-02").update(value="", not_applicable=True, na_reason="x", na_accepted=True)
    standings = standings_by_question(assessment.round.version.parsed, total_of(assessment).detail)
    assert [s.question.code for s in standings] == ["A-01", "A-03", "B-01", "B-02"]  # nor B-03, without its condition
    assert sum(s.weight for s in standings) == 100
    assert strengths_of(standings) == []


CAPPED = {"A-01": "4", "A-02": "si", "A-03": "a|b", "B-01": "5/10", "B-02": "o2"}
PROOF = "Falta que se acepte una evidencia de lo que respondió."


@pytest.fixture
def capped() -> Assessment:
    """Every question asks for a proof; of all declared, only that of one option was accepted."""
    document = edition()
    for dimension in document["dimensions"]:
        for question in dimension["indicators"][0]["questions"]:
            question["evidence"] = {"requirement": "required", "accepts": ["url"]}
    round = make_round(version=make_version(document))
    found = round.assessments.select_related("round__version", "municipality").get()
    make_answers(found, CAPPED, layer=Layer.FINAL)
    Answer.objects.filter(question__code="A-03").update(evidence_accepted="b")
    return found


@pytest.mark.parametrize(
    ("code", "asks"),
    [(code, "Falta que se acepte una evidencia de «Datos»." if code == "A-03" else PROOF) for code in CAPPED],
)
def test_where_only_the_proof_is_missing_the_step_is_the_proof(capped, code, asks):
    gap, before = gaps_found(capped)[code], total_of(capped).score
    Answer.objects.filter(question__code=code).update(evidence_accepted="si")
    assert gap.gain == (total_of(capped).score - before).quantize(Decimal("0.01"))
    assert gap.gain > 0
    assert gap.next_step == asks


def test_once_the_proof_is_accepted_the_step_is_the_next_one(capped):
    Answer.objects.update(evidence_accepted="si")
    assert {code: gap.next_step for code, gap in gaps_found(capped).items()} == {
        "A-03": "Sumar «Contratos», con evidencia.",
        "B-01": "Se pide al menos 90\u00a0%.",
    }


@pytest.mark.parametrize(
    ("score", "answer", "is_lacking"),
    [
        ("33.33333333", {"value": "o1", "evidence_accepted": "si"}, False),
        ("0.00000000", {"value": "o1"}, True),
        (Fraction(0), {"value": "o2", "evidence_accepted": ""}, True),
        (None, {"value": "o1"}, False),
        ("0.00000000", {}, False),
        ("0.00000000", {"value": "x"}, False),
    ],
)
def test_score_of_a_third_is_not_below_itself(score, answer, is_lacking):
    document = edition()
    choice = document["dimensions"][1]["indicators"][0]["questions"][1]
    choice["options"][1]["points"] = 3
    choice["evidence"] = {"requirement": "required", "accepts": ["url"]}
    instrument = make_version(document).parsed
    assert lacks_proof(instrument, instrument.question_by_code["B-02"], score, answer) is is_lacking


@pytest.mark.parametrize(
    ("start", "asks"),
    [
        ("1250000", "Se pide al menos 1.250.000 visitas."),
        ("123456.7", "Se pide al menos 123.456,7 visitas."),
        ("0.125", "Se pide al menos 0,125 visitas."),
    ],
)
def test_threshold_is_written_whole(start, asks):
    document = edition()
    questions = document["dimensions"][1]["indicators"][0]["questions"]
    questions[0] |= {"numeric": {"mode": "count", "unit": "visitas"}, "thresholds": [{"from": start, "score": 100}]}
    round = make_round(version=make_version(document))
    found = round.assessments.select_related("round__version", "municipality").get()
    make_answers(found, {"B-01": "0"}, layer=Layer.FINAL)
    assert gaps_found(found)["B-01"].next_step == asks
