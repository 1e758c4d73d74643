"""Which specialist a request is offered to first. The rule is printed beside the list.

Half of it is the theme, a fifth that they know this municipality already, three tenths how free they are. Who has a conflict with
the municipality, or no place left, is not in the list, and the page says why.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from fractions import Fraction

THEME, CONTINUITY, FREE = Fraction(1, 2), Fraction(1, 5), Fraction(3, 10)
REMEMBERED = 24  # months in which an accepted request counts as continuity
CONFLICT, FULL = "conflicto", "sin cupo"


@dataclass(frozen=True)
class Adviser:
    """`open`: requests they are at; `cap`: at most (≥ 1). `knows`: accepted a request of this municipality within REMEMBERED."""

    code: str
    themes: Set[str]
    open: int
    cap: int
    knows: bool = False
    has_conflict: bool = False

    @property
    def excluded(self) -> str:
        """Why a request is not offered to them; "" if it is."""
        if self.has_conflict:
            return CONFLICT
        return FULL if self.open >= self.cap else ""


@dataclass(frozen=True)
class Offer:
    """`theme`, `continuity`, `free`: each 0–1, exact."""

    adviser: Adviser
    theme: Fraction
    continuity: Fraction
    free: Fraction

    @property
    def score(self) -> Fraction:
        return THEME * self.theme + CONTINUITY * self.continuity + FREE * self.free


def offers(advisers: Iterable[Adviser], themes: Set[str]) -> list[Offer]:
    """Return to whom a request with these themes can be offered: best score first, then fewest open, then code."""
    found = [_offer(one, themes) for one in advisers if not one.excluded]
    return sorted(found, key=lambda offer: (-offer.score, offer.adviser.open, offer.adviser.code))


def _offer(adviser: Adviser, themes: Set[str]) -> Offer:
    shared = Fraction(len(adviser.themes & themes), len(themes)) if themes else Fraction(0)
    return Offer(adviser, shared, Fraction(adviser.knows), 1 - Fraction(adviser.open, adviser.cap))
