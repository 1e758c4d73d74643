"""Exact vectors of fractions: two object arrays of Python integers, numerators over denominators.

A denominator of 0 means "no value". Python integers neither overflow nor round, and NumPy runs the loop.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.object_]


@dataclass(frozen=True)
class Ratios:
    """One fraction per municipality; `den` is 0 where there is no value."""

    num: Ints
    den: Ints

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        return np.asarray(self.den != 0, dtype=bool)

    def hundredths(self) -> NDArray[np.int64]:
        """Return each value × 100 rounded half up to an integer, −1 where there is none (values are never negative)."""
        den = np.where(self.present, self.den, 1)
        rounded = (200 * self.num + den) // (2 * den)
        return np.where(self.present, rounded, -1).astype(np.int64)

    def floats(self) -> NDArray[np.float64]:
        """Return each value as the nearest float, NaN where there is none."""
        den = np.where(self.present, self.den, 1)
        return np.where(self.present, self.num / den, np.nan).astype(np.float64)


def integer_weights(weights: Iterable[Fraction]) -> list[int]:
    """Scale the weights of one group to integers in the same proportion."""
    weights = list(weights)
    scale = lcm(*(w.denominator for w in weights))
    return [w.numerator * (scale // w.denominator) for w in weights]


def weighted_mean(weights: list[int], parts: list[Ratios]) -> Ratios:
    """Return Σ w·x / Σ w over the parts that have a value and a weight; no value where there are none."""
    rows = len(parts[0].num)
    num, den, total = (np.full(rows, start, dtype=object) for start in (0, 1, 0))
    for weight, part in zip(weights, parts, strict=True):
        if not weight:
            continue
        there = part.present
        num = np.where(there, num * part.den + weight * part.num * den, num)
        den = np.where(there, den * part.den, den)
        total = np.where(there, total + weight, total)
    return reduced(num, den * total)


def reduced(num: Ints, den: Ints) -> Ratios:
    """Return the ratios in lowest terms, so that numbers stay small from level to level."""
    divisor = np.gcd(num, den)
    divisor = np.where(divisor == 0, 1, divisor)
    return Ratios(num // divisor, den // divisor)
