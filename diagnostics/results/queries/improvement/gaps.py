"""One gap of a published result: the next step in one question, in words, and the points that it brings."""

from dataclasses import dataclass
from fractions import Fraction

from diagnostics.assessments.models import Round
from diagnostics.instruments.queries.criteria import measured
from diagnostics.results.queries.improvement.steps import gains_in
from diagnostics.results.queries.published import edition
from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO
from diagnostics.scoring.steps import Gain, Step
from territory.models import Municipality

MOST_DIGITS = 9


@dataclass(frozen=True)
class StepUp:
    """`text`: what the step requires, in words of the edition."""

    round: Round
    municipality: Municipality
    gain: Gain
    text: str


def step_up(round: str, divipola: str, question: str) -> StepUp | None:
    """Return the step that brings most points in a question; None without a published result, or at its top."""
    shown = edition(round) if round else None
    municipality = Municipality.objects.filter(divipola=divipola).first()
    if shown is None or municipality is None:
        return None
    found = gains_in(shown.round, municipality)
    gains = [one for one in found.gains if one.step.question.code == question] if found else []
    if not gains:
        return None
    best = max(gains, key=lambda one: one.points)
    return StepUp(shown.round, municipality, best, words_of(best.step))


def words_of(step: Step) -> str:
    """Return what a step requires, in the words of the edition."""
    question = step.question
    if step.proves:
        return "Que se acepte una evidencia de lo que respondió."
    if question.type == SCALE:
        return question.levels[int(step.target)]
    if question.type in (CHOICE, MULTI):
        text = next((option.text for option in question.options if option.code == step.target), step.target)
        return text if question.type == CHOICE else f"Sumar «{text}», con su evidencia."
    if question.type == YES_NO:
        return "Que la respuesta sea «sí», con su evidencia."
    return _threshold_in_words(step)


def _threshold_in_words(step: Step) -> str:
    numeric = step.question.numeric
    assert numeric is not None
    reached = next((one.start for one in numeric.thresholds if _is(one.start, step.target)), None)
    bound = "Como máximo" if numeric.lower_is_better else "Al menos"
    return f"{bound} {measured(numeric, reached)}." if reached is not None else f"{bound} {step.target}."


def _is(start: Fraction, target: str) -> bool:
    return abs(start - Fraction(target)) < Fraction(1, 10**MOST_DIGITS)
