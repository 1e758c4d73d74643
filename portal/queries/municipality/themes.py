"""The themes of a municipality and what each brings to the total."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from diagnostics.results.queries.level_counts import Medians, share
from diagnostics.results.queries.results import Outcome, Results

EXACT = Decimal("0.000001")


@dataclass(frozen=True)
class Theme:
    """One dimension on the page. `contribution`: its share of the total, to six decimals."""

    code: str
    name: str
    weight: Fraction | None
    displayed: Decimal | None
    score: Decimal | None  # as stored
    exact: Decimal | None
    level_number: int
    level_name: str
    coverage: Decimal | None
    is_low: bool  # coverage under the minimum: the score is shown, without a level
    median: Decimal | None
    factor: Decimal | None
    contribution: Decimal | None
    holds_back: bool

    @property
    def low_words(self) -> str:
        """Why a theme with a score has no level."""
        return "respondió poco" if self.coverage else "no respondió nada"

    @property
    def difference(self) -> Decimal | None:
        return None if self.displayed is None or self.median is None else self.displayed - self.median


def themes_of(results: Results, outcome: Outcome, medians: Medians | None) -> list[Theme]:
    scored = [(d, s) for d, s in outcome.dimensions if s.score is not None]
    weights = [d.weight for d, _ in scored]
    whole = sum(weights, Fraction(0)) or Fraction(1)
    themes = []
    for dimension, score in outcome.dimensions:
        is_low = score.coverage is not None and score.coverage < results.instrument.minimum_dimension_coverage
        factor = None if score.score is None else dimension.weight / whole
        themes.append(
            Theme(
                code=dimension.code,
                name=dimension.short_name,
                weight=share(dimension.weight, weights) if factor is not None else None,
                displayed=score.displayed,
                score=score.score,
                exact=None if score.score is None else score.score.quantize(EXACT).normalize(),
                level_number=score.level.number if score.level and not is_low else 0,
                level_name=score.level.name if score.level else "",
                is_low=is_low,
                coverage=score.coverage,
                median=medians.by_code[dimension.code] if medians else None,
                factor=None if factor is None else _decimal(factor),
                contribution=None if factor is None else _decimal(Fraction(score.score) * factor),
                holds_back=score.holds_back,
            )
        )
    return themes


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(EXACT).normalize()
