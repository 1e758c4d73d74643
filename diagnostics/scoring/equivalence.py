"""Typed equivalence: what a question was in an earlier edition of its instrument (docs/decisions/0007)."""

from collections.abc import Sequence
from dataclasses import dataclass

from diagnostics.scoring.instrument import CHOICE, MULTI, Instrument, Numeric, Question
from diagnostics.scoring.values import InvalidValue, read

SAME, REWORDED, SPLIT, MERGED, DROPPED, NEW = "same", "reworded", "split", "merged", "dropped", "new"
# Over several editions, the relation with the largest change prevails.
CHANGES = [SAME, REWORDED, SPLIT, MERGED, DROPPED]
COUNTS = {2: "dos", 3: "tres", 4: "cuatro", 5: "cinco"}


@dataclass(frozen=True)
class Match:
    """What a question was before. `questions`: those of the earlier edition, in its order; empty when the question is new.

    DROPPED: the question takes the place of some that are no longer asked, and continues none of them.
    """

    relation: str
    questions: tuple[Question, ...] = ()

    @property
    def in_words(self) -> str:
        texts = " · ".join(f"«{question.text}»" for question in self.questions)
        count = len(self.questions)
        return {
            SAME: "Igual.",
            REWORDED: f"Redactada de nuevo: antes decía {texts}.",
            SPLIT: f"Antes era parte de una sola pregunta: {texts}.",
            MERGED: f"Antes eran {COUNTS.get(count, str(count))} preguntas: {texts}."
            if count > 1
            else f"Antes: {texts}.",
            DROPPED: f"Ya no se pregunta: {texts}.",
            NEW: "Nueva en esta edición.",
        }[self.relation]


def match(question: Question, editions: Sequence[Instrument]) -> Match:
    """Return what a question was in the last of `editions`.

    They lead back one by one, starting with the edition before the question's own; empty: the same edition.
    """
    now = Match(SAME, (question,))
    for edition in editions:
        now = _step_back(now, edition)
    if now.relation in (SAME, REWORDED) and len(now.questions) > 1:
        return Match(MERGED, now.questions)
    if now.relation == SAME and not _takes_same_answers(question, now.questions[0]):
        return Match(REWORDED, now.questions)
    return now


def _step_back(now: Match, earlier: Instrument) -> Match:
    steps = [step for question in now.questions if (step := _before(question, earlier)).questions]
    if not steps:
        return Match(NEW)
    codes = {question.code for step in steps for question in step.questions}
    relation = max([now.relation, *(step.relation for step in steps)], key=CHANGES.index)
    return Match(relation, tuple(question for question in earlier.questions if question.code in codes))


def _before(question: Question, earlier: Instrument) -> Match:
    """Match with the previous edition: as the question states it, otherwise its identical twin, otherwise none."""
    if question.previous_relation == NEW:
        return Match(NEW)
    if not question.previous_relation:
        twin = earlier.question_by_code.get(question.code)
        return Match(SAME, (twin,)) if twin is not None and _reads_alike(question, twin) else Match(NEW)
    codes = question.previous_codes or (question.code,)
    found = tuple(other for other in earlier.questions if other.code in codes)
    return Match(question.previous_relation, found) if found else Match(NEW)


def _reads_alike(one: Question, other: Question) -> bool:
    """Same words and inputs; weights, points, thresholds, help and evidence may differ."""
    return _asked(one) == _asked(other) and _takes_same_answers(one, other)


def _asked(question: Question) -> tuple[object, ...]:
    numeric = question.numeric
    measured = (numeric.unit, numeric.numerator, numeric.denominator) if numeric else ()
    options = tuple((option.code, option.text) for option in question.options)
    return question.type, question.text, question.levels, options, measured


def _takes_same_answers(one: Question, before: Question) -> bool:
    """Whether every valid answer to `before` is valid for `one`."""
    if one.type != before.type or {o.code for o in one.options} != {o.code for o in before.options}:
        return False
    return one.numeric is None or before.numeric is None or _takes_same_numbers(one.numeric, before.numeric)


def _takes_same_numbers(one: Numeric, before: Numeric) -> bool:
    takes_more = one.may_exceed or not before.may_exceed
    takes_no_cases = one.zero_denominator_score is not None or before.zero_denominator_score is None
    return one.is_ratio == before.is_ratio and takes_more and takes_no_cases


def still_says(match: Match, question: Question, value: str) -> bool:
    """Whether a value of the earlier question may be proposed for `question` as it stands.

    It must come from a single question that continues, and be a valid value. Where the question was reworded, the options
    it marks must keep their text, because a code may have been given to another option.
    """
    if match.relation not in (SAME, REWORDED) or value == "":
        return False
    try:
        declared = read(question, value)
    except InvalidValue:
        return False
    if match.relation == SAME or declared is None or question.type not in (MULTI, CHOICE):
        return True
    before = {option.code: option.text for option in match.questions[0].options}
    return all(before.get(o.code) == o.text for o in question.options if o.code in declared.options)
