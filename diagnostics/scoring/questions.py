"""The score of one question, 0–100, exact (docs/scoring.md, section 3)."""

from fractions import Fraction

from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Instrument, Numeric, Question
from diagnostics.scoring.values import YES, Declared

HUNDRED, ZERO = Fraction(100), Fraction(0)


def question_score(instrument: Instrument, question: Question, declared: Declared, evidence: str) -> Fraction:
    """Return the score of a declared value with the evidence accepted in its layer ("", "si" or "a|c")."""
    if question.evidence != "required" or not instrument.evidence_caps:
        return _value_score(instrument, question, declared)
    if question.type == MULTI and instrument.options_need_evidence:
        proven = declared.options if evidence == YES else declared.options & frozenset(evidence.split("|"))
        return _value_score(instrument, question, Declared(options=frozenset(proven)))
    score = _value_score(instrument, question, declared)
    return score if evidence else min(score, instrument.evidence_caps.get(question.type, ZERO))


def _value_score(instrument: Instrument, question: Question, declared: Declared) -> Fraction:
    if question.type == SCALE:
        return instrument.scale_values[declared.level]
    if question.type == YES_NO:
        return HUNDRED if declared.yes else ZERO
    if question.type == MULTI:
        return sum((o.points for o in question.options if o.code in declared.options), ZERO)
    if question.type == CHOICE:
        points = next(o.points for o in question.options if o.code in declared.options)
        return HUNDRED * points / question.max_points if question.max_points else ZERO
    assert question.numeric is not None
    return numeric_score(question.numeric, declared.number)


def numeric_score(numeric: Numeric, number: Fraction | None) -> Fraction:
    """Return the score of the last threshold that a number reaches, reading up (or down, when lower is better)."""
    if number is None:
        assert numeric.zero_denominator_score is not None
        return numeric.zero_denominator_score
    reached = ZERO
    for threshold in numeric.reading_order:
        if (number > threshold.start) if numeric.lower_is_better else (number < threshold.start):
            break
        reached = threshold.score
    return reached


def needs_evidence(instrument: Instrument, question: Question, declared: Declared | None) -> bool:
    """Whether evidence is asked for: only where the declared answer is worth more with it than without."""
    if declared is None or question.evidence != "required":
        return False
    return question_score(instrument, question, declared, YES) > question_score(instrument, question, declared, "")
