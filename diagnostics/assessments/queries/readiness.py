"""Whether an assessment can be submitted, and what would count zero."""

from dataclasses import dataclass
from fractions import Fraction

from core.numbers import coverage
from core.words import counted
from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.choices.wording import PARTIAL_FORECAST
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Cell, Filling, filling_of
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.assessments.queries.personal_data import FlaggedFile, flagged_in
from diagnostics.scoring import engine
from diagnostics.scoring.attributes import missing
from diagnostics.scoring.instrument import Attribute


@dataclass(frozen=True)
class Shortfall:
    """A dimension, or the whole, whose coverage (0–1) is below the minimum."""

    name: str
    coverage: Fraction
    minimum: Fraction


@dataclass(frozen=True)
class Readiness:
    """`invalid`, `missing_facts` and `flagged` files block submission; `shortfalls` do unless a partial result is accepted."""

    filling: Filling
    invalid: list[Cell]
    missing_facts: list[Attribute]
    shortfalls: list[Shortfall]
    flagged: list[FlaggedFile]

    @property
    def blocks(self) -> bool:
        return bool(self.invalid or self.missing_facts or self.flagged)

    @property
    def is_partial(self) -> bool:
        return bool(self.shortfalls)

    @property
    def forecast(self) -> str:
        return PARTIAL_FORECAST if self.is_partial else ""

    @property
    def unanswered(self) -> list[Cell]:
        """Scored questions without an answer: they will count 0."""
        return [c for c in self.filling.whole.applicable if not c.is_answered and not c.error and c.question.is_scored]

    @property
    def unproven(self) -> list[Cell]:
        """Answers without their required evidence: they will be capped, or count 0."""
        return [c for c in self.filling.whole.applicable if c.unproven]

    @property
    def sentences(self) -> list[str]:
        lines = [f"{c.question.code}: {c.error}." for c in self.invalid]
        lines += [f"Datos del municipio: falta «{a.name}»." for a in self.missing_facts]
        lines += [file.sentence for file in self.flagged]
        for short in self.shortfalls:
            reached, minimum = coverage(short.coverage), coverage(short.minimum)
            lines.append(f"{short.name}: se respondió el {reached} y el mínimo es {minimum}.")
        return lines


def readiness_of(assessment: Assessment) -> Readiness:
    filling = filling_of(assessment)
    return Readiness(
        filling=filling,
        invalid=[c for c in filling.cells.values() if c.error and c.applies],
        missing_facts=missing(filling.instrument, filling.facts),
        shortfalls=_shortfalls(assessment),
        flagged=flagged_in(filling),
    )


def _shortfalls(assessment: Assessment) -> list[Shortfall]:
    inputs = inputs_of(assessment.round, Layer.SELF_ASSESSED, only=assessment)
    instrument = inputs.instrument
    results = engine.score(instrument, inputs.answers, inputs.municipalities, inputs.attributes, Mode.PROVISIONAL.value)
    low, whole = instrument.minimum_dimension_coverage, instrument.minimum_global_coverage
    found = []
    for dimension, group in zip(instrument.dimensions, results.dimensions, strict=True):
        if 0 <= (coverage := _share(group)) < low:
            found.append(Shortfall(dimension.name, coverage, low))
    if (coverage := _share(results.total)) < whole:
        found.append(Shortfall("En total", max(coverage, Fraction(0)), whole))
    return found


def _share(group: engine.Group) -> Fraction:
    """Return the coverage of the only municipality as an exact fraction, negative where nothing applies."""
    return Fraction(int(group.coverage[0]), 100)


def facts_sentence(before: Filling, after: Filling) -> str:
    """Describe what new facts changed; "" while the number of applicable questions stays the same."""
    if before.whole.total == after.whole.total:
        return ""
    gone = [c for c in before.whole.applicable if c.is_answered and not after.cells[c.question.code].applies]
    kept = f" {', '.join(c.question.code for c in gone)}: lo respondido se conserva y no cuenta." if gone else ""
    applies = "Ahora aplica" if after.whole.total == 1 else "Ahora aplican"
    return f" {applies} {counted(after.whole.total, 'pregunta', 'preguntas')} en vez de {before.whole.total}.{kept}"
