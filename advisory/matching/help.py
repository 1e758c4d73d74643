"""Which help on a question comes first. The rule is printed where the help is shown.

Half of it is how near the help is to the question, three tenths whether it takes from the level where the municipality stands,
a fifth how often it worked where it was tried. The best of each kind comes before the second of any: five kinds of help are worth
more than five of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

NEARNESS, LEVEL, WORKED = Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)


class Kind(StrEnum):
    """In the order that decides between equals of two kinds."""

    LESSON = "lección"
    PRACTICE = "práctica"
    TWIN = "municipio parecido"
    SPECIALIST = "especialista"
    COMMITMENT = "compromiso"


class Near(IntEnum):
    """What the help is about; the value is the divisor of its nearness."""

    QUESTION = 1
    INDICATOR = 2
    DIMENSION = 4


@dataclass(frozen=True)
class Help:
    """`fits`: it takes from the level where the municipality stands; None if it does not say.

    `worked`, `tried`: of those who tried it and came to an end.
    """

    kind: Kind
    key: str
    near: Near
    fits: bool | None = None
    worked: int = 0
    tried: int = 0

    @property
    def score(self) -> Fraction:
        fits = Fraction(1, 2) if self.fits is None else Fraction(self.fits)
        worked = Fraction(self.worked, self.tried) if self.tried else Fraction(0)
        return NEARNESS / self.near + LEVEL * fits + WORKED * worked


def ranked(helps: Iterable[Help]) -> list[Help]:
    """Return all of them: first the best of each kind, then the second ones, each turn by score, then kind.

    Equals of a kind stay in the order in which they were offered, such as the nearest twin first.
    """
    kinds = list(Kind)
    turns: dict[Kind, int] = {}
    found = []
    for one in sorted(helps, key=lambda one: (-one.score, kinds.index(one.kind))):
        turns[one.kind] = turns.get(one.kind, 0) + 1
        found.append((turns[one.kind], one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]
