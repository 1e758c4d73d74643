"""What the mayor's office sees before it signs: the result so far, each dimension, the strongest claims, evidence to look at."""

from dataclasses import dataclass
from decimal import Decimal

from diagnostics.assessments.choices import Layer, Mode
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Cell, Filling, Part, Proof
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.scoring import engine
from diagnostics.scoring.instrument import Indicator, Level

MOST_CLAIMS = 5


@dataclass(frozen=True)
class DimensionSoFar:
    part: Part
    score: Decimal | None  # 0–100, None without an answer that counts
    level: int  # number, 0 without a score


@dataclass(frozen=True)
class Claim:
    """A declared answer and the points of the total (0–100) that it gives with the evidence attached."""

    cell: Cell
    indicator: Indicator
    points: Decimal


@dataclass(frozen=True)
class BeforeSigning:
    """`total`: of what is answered; `with_gaps`: with unanswered questions as zero, as the review will count them.

    `level` is None where the coverage is too low for one.
    """

    total: Decimal | None
    level: Level | None
    with_gaps: Decimal | None
    dimensions: list[DimensionSoFar]
    claims: list[Claim]
    broken: list[tuple[Cell, Proof]]
    unchecked: int  # addresses of which nobody knows whether they open
    expired: list[tuple[Cell, Proof]]


def before_signing(assessment: Assessment, filling: Filling) -> BeforeSigning:
    """Score the declared answers as they stand (one query, nothing is stored)."""
    inputs = inputs_of(assessment.round, Layer.SELF_ASSESSED, only=assessment)
    common = (inputs.instrument, inputs.answers, inputs.municipalities, inputs.attributes)
    so_far = engine.score(*common, Mode.PROVISIONAL.value)
    final = engine.score(*common, Mode.OFFICIAL.value)
    levels = {level.number: level for level in inputs.instrument.levels}
    is_partial = bool(so_far.verdict.partial[0])
    proofs = [(cell, proof) for cell in filling.whole.applicable for proof in cell.proofs]
    return BeforeSigning(
        total=_displayed(so_far.total),
        level=None if is_partial else levels.get(int(so_far.verdict.level[0])),
        with_gaps=_displayed(final.total),
        dimensions=[
            DimensionSoFar(part, _displayed(group), int(group.level[0]))
            for part, group in zip(filling.dimensions, so_far.dimensions, strict=True)
        ],
        claims=strongest_claims(filling),
        broken=[(cell, proof) for cell, proof in proofs if proof.is_broken],
        unchecked=sum(not proof.is_known_to_open and not proof.is_broken for _, proof in proofs),
        expired=[(cell, proof) for cell, proof in proofs if proof.is_late],
    )


def strongest_claims(filling: Filling) -> list[Claim]:
    """Return the answers that give most points of the total as declared, at most MOST_CLAIMS; of equal ones the first asked."""
    instrument = filling.instrument
    claims = [
        Claim(cell, instrument.indicator_of[cell.question.code], _points(filling, cell))
        for cell in filling.whole.applicable
        if cell.score
    ]
    return sorted(claims, key=lambda claim: -claim.points)[:MOST_CLAIMS]


def _points(filling: Filling, cell: Cell) -> Decimal:
    worth = filling.instrument.points(cell.question)
    return Decimal(worth.numerator) / Decimal(worth.denominator) * Decimal(str(cell.score)) / 100


def _displayed(group: engine.Group) -> Decimal | None:
    cents = int(group.cents[0])
    return Decimal(cents).scaleb(-2) if cents >= 0 else None
