"""The commitments of one municipality, on its own page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.words import counted, joined
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.queries.standing import Stood
from followup.pages.queries.commitments import Wanted, found, with_rows
from territory.models import Municipality

SHOWN = 2  # a phone reads them all on their own page


@dataclass(frozen=True)
class Promises:
    """The first ones, and how many there are by state. Empty: there are none."""

    rows: list[tuple[Stood, Commitment]]
    counts: Mapping[State, int]

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def has_more(self) -> bool:
        return self.total > len(self.rows)

    @property
    def sentence(self) -> str:
        """«Hay 3 compromisos: 1 en marcha y 2 cumplidos.»"""
        said = joined([f"{count} {_of_many(state, count)}" for state, count in self.counts.items() if count])
        return f"Hay {counted(self.total, 'compromiso', 'compromisos')}: {said}."


def promises_of(place: Municipality, today: date) -> Promises:
    """Return those that are about a municipality, what ends first on top. Five queries, one if there are none."""
    here = found(Wanted(place=place.slug), today)
    return Promises(with_rows(here.rows[:SHOWN]), here.counts)


def _of_many(state: State, count: int) -> str:
    word = state.label.lower()
    return word if count == 1 or word.startswith("en ") else f"{word}s"
