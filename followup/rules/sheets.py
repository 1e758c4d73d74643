"""The sheet of an indicator: what its number means and how it is judged."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from followup.rules.periods import Every

PER_CENT = "%"
PEOPLE = "personas"
FEW_PEOPLE = range(1, 5)  # counts of people that could give somebody away
SHARES_OF_PEOPLE = frozenset({"IND-19", "IND-20"})  # in per cent, of people who were certified
DEFAULT_TOLERANCE = 5  # percentage points; 0 for any other unit
DEFAULT_LAG, DEFAULT_DECIMALS, DEFAULT_COVERAGE = 30, 2, 80  # calendar days, decimals, per cent
FACTORS = (1, 100, 1000)


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class OverTime(StrEnum):
    """How the periods of a year make the year's value."""

    SUM = "suma"
    LAST = "último valor"
    RATIO = "razón de sumas"


class OverMunicipalities(StrEnum):
    """How the municipalities make the valley's value. NONE: medians and indices have no valley figure."""

    SUM = "suma"
    RATIO = "razón de sumas"
    NONE = "ninguno"


@dataclass(frozen=True)
class Sheet:
    """`tolerance` in its unit; `lag_days`: calendar days after a period in which its value is in time; `min_n`: least denominator
    that is shown; `min_coverage`: per cent of the municipalities; `bounds`: of the value, for what is foreseen."""

    code: str
    version: int
    unit: str
    every: Every
    direction: Direction
    over_time: OverTime
    over_municipalities: OverMunicipalities
    has_denominator: bool
    factor: int = 1
    decimals: int = DEFAULT_DECIMALS
    tolerance: Fraction = Fraction(0)
    lag_days: int = DEFAULT_LAG
    min_n: int = 0
    min_coverage: int = DEFAULT_COVERAGE
    bounds: tuple[Fraction, Fraction] | None = None

    @property
    def counts_people(self) -> bool:
        """Whether its numerator counts people, so that a small one is not shown."""
        return self.unit == PEOPLE or self.code in SHARES_OF_PEOPLE

    def exact(self, numerator: Fraction, denominator: Fraction | None) -> Fraction:
        """Return numerator ÷ denominator × factor; without a denominator, the numerator."""
        return numerator * self.factor / (1 if denominator is None else denominator)

    def rounded(self, value: Fraction) -> Fraction:
        """Round half up, away from zero, to the decimals of the sheet: what is shown is what is judged."""
        scale = 10**self.decimals
        size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
        return size if value >= 0 else -size


def default_tolerance(unit: str) -> int:
    return DEFAULT_TOLERANCE if unit == PER_CENT else 0
