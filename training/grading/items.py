"""How well a question works: how many get it right, and whether who knows the rest of the quiz gets it right more often."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

FEWEST = 30  # people below which no index is given
HARD, EASY, APART = Fraction(30, 100), Fraction(90, 100), Fraction(10, 100)


class Fault(StrEnum):
    """Why a question is better written again."""

    HARD = "hard"
    NOT_APART = "not_apart"
    MISLEADS = "misleads"


def facility(shares: Sequence[Fraction]) -> Fraction:
    """Return the mean share of the point, 0 to 1."""
    return sum(shares, Fraction(0)) / len(shares)


def discrimination(shares: Sequence[Fraction], others: Sequence[Fraction]) -> Fraction | None:
    """Return the facility of the third that does best in the other questions minus that of the third that does worst.

    `others`: the points of each person without this question, which would otherwise be compared with itself. Those who tie at the
    edge of a third count in it in equal parts, so that no order of the rows changes the result. None where the other questions
    tell nobody apart.
    """
    size = len(shares) // 3
    if not size or len(set(others)) < 2:
        return None
    people = sorted(zip(others, shares, strict=True))
    return _facility_of_first(people[::-1], size) - _facility_of_first(people, size)


def _facility_of_first(people: Sequence[tuple[Fraction, Fraction]], size: int) -> Fraction:
    points, left = Fraction(0), size
    for _, tied in groupby(people, key=lambda one: one[0]):
        shares = [share for _, share in tied]
        taken = min(left, len(shares))
        points += facility(shares) * taken
        left -= taken
        if not left:
            break
    return points / size


def faults(easy: Fraction, apart: Fraction | None, wrong: Sequence[int], right: Sequence[int]) -> list[Fault]:
    """Return what speaks for writing a question again. `easy`: its facility, `apart`: its discrimination.

    `wrong` and `right`: how many chose each option that earns nothing, and each that earns something. Where nearly all get it
    right, it cannot tell people apart, and need not.
    """
    found = []
    if easy < HARD:
        found.append(Fault.HARD)
    if apart is not None and apart < APART and easy <= EASY:
        found.append(Fault.NOT_APART)
    if right and max(wrong, default=0) > max(right):
        found.append(Fault.MISLEADS)
    return found
