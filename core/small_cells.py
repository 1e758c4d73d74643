"""Small cells of a table whose total is shown: what is hidden cannot be computed from what is shown."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALL = 5  # counts of people from 1 to one less are not shown
K = TypeVar("K", bound=Hashable)


def is_small(count: int) -> bool:
    return 0 < count < SMALL


def hidden_cells(counts: Mapping[K, int], small: int = SMALL) -> set[K]:
    """Return which cells of a table must be hidden if its total is shown beside the others.

    Those of 1 to `small` − 1; and further ones, the smallest first, while the total would still give one away: when one alone is
    hidden, or when all hidden ones can only be 1, or only `small` − 1.
    """
    hidden = {key for key, count in counts.items() if 0 < count < small}
    if not hidden or sum(counts.values()) < small:
        return {key for key, count in counts.items() if count} if hidden else hidden
    rest = sorted(
        (key for key in counts if key not in hidden), key=lambda key: (counts[key] == 0, counts[key], str(key))
    )
    while rest and _given_away([counts[key] for key in hidden], small):
        hidden.add(rest.pop(0))
    return hidden


def _given_away(hidden: list[int], small: int) -> bool:
    total = sum(hidden)
    return len(hidden) == 1 or (
        all(0 < count < small for count in hidden) and total in (len(hidden), len(hidden) * (small - 1))
    )
