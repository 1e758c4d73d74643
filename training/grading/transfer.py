"""Transfer: did the questions that a course serves change more where people were certified? An association, never a cause."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Scores = Mapping[str, Fraction]  # points of each question, 0 to 100, by its code


@dataclass(frozen=True)
class Side:
    """`places`: how many municipalities; `mean`: of their changes, each counting once."""

    places: int
    mean: Fraction


@dataclass(frozen=True)
class Reading:
    """`certified`: with certified people; `others`: with nobody. None where no municipality is on that side."""

    certified: Side | None
    others: Side | None

    @property
    def is_readable(self) -> bool:
        return self.certified is not None and self.others is not None

    @property
    def rose_more(self) -> bool:
        """Whether the mean is higher with certified people."""
        return self.certified is not None and self.others is not None and self.certified.mean > self.others.mean

    @property
    def places(self) -> int:
        return sum(side.places for side in (self.certified, self.others) if side)


def change_in(questions: Iterable[str], before: Scores, now: Scores) -> Fraction | None:
    """Return the mean change of a municipality in the questions that have points in both rounds; None without any."""
    changes = [now[code] - before[code] for code in sorted(set(questions)) if code in before and code in now]
    return mean(changes) if changes else None


def read(changes: Mapping[K, Fraction], certified: Mapping[K, int | None]) -> Reading:
    """Return both sides. `certified`: people by municipality, 0 if absent; None where the count is not shown.

    Whose count is not shown is on neither side: a small count must not be told from where it stands.
    """
    known = {place: certified.get(place, 0) for place in changes}
    return Reading(
        _side([changes[place] for place, count in known.items() if count]),
        _side([changes[place] for place, count in known.items() if count == 0]),
    )


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _side(changes: list[Fraction]) -> Side | None:
    return Side(len(changes), mean(changes)) if changes else None
