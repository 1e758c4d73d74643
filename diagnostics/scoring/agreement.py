"""Agreement of two readers, from the scores that each gave the same answers (docs/scoring.md, section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

CENTS = Decimal("0.0001")
ENOUGH = 10  # pairs; with fewer, a coefficient says nothing


@dataclass(frozen=True)
class Agreement:
    """`same`: pairs with equal scores, out of `pairs`. `kappa` is None with too few pairs, or when no scores could differ."""

    pairs: int
    same: int
    kappa: Fraction | None

    @property
    def is_enough(self) -> bool:
        return self.pairs >= ENOUGH

    @property
    def kappa_decimal(self) -> Decimal | None:
        return (
            None
            if self.kappa is None
            else (Decimal(self.kappa.numerator) / Decimal(self.kappa.denominator)).quantize(CENTS)
        )

    @property
    def share(self) -> Fraction | None:
        """The share of pairs that agree exactly, 0–1; None below the minimum number of pairs."""
        return Fraction(self.same, self.pairs) if self.is_enough else None


def agreement(pairs: Sequence[tuple[Fraction, Fraction]]) -> Agreement:
    """Return per cent agreement and linearly weighted kappa of pairs of scores (0–100).

    κ = 1 − Σ|aᵢ − bᵢ| / (1/n · ΣᵢΣⱼ|aᵢ − bⱼ|): observed over expected disagreement, each weighted by its distance.
    Source: Cohen (1968), weighted kappa with linear weights; the categories are the scores themselves.
    """
    n = len(pairs)
    same = sum(a == b for a, b in pairs)
    if n < ENOUGH:
        return Agreement(n, same, None)
    observed = sum((abs(a - b) for a, b in pairs), Fraction(0))
    expected = sum((abs(a - b) for a, _ in pairs for _, b in pairs), Fraction(0)) / n
    return Agreement(n, same, 1 - observed / expected if expected else None)
