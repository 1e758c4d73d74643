"""Values that would give away small counts of people (core.small_cells), beside those that the light already hides."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from core.small_cells import hidden_cells
from followup.rules.sheets import Sheet

K = TypeVar("K", bound=Hashable)


def hidden_places(sheet: Sheet, numerators: Mapping[K, Fraction]) -> set[K]:
    """Return whose values of one period nobody shows: those of 1 to 4 people, and one more where the sum gives them away.

    Their numbers and what was counted for them (SourceRun.inputs) are hidden too. Nobody's where no people are counted.
    """
    if not sheet.counts_people:
        return set()
    return hidden_cells({place: int(number) for place, number in numerators.items()})
