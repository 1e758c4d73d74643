"""Who came to a workshop, as it may be shown."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cocreation.workshops.choices import OTHER_PLACES, SMALL, Age, Dimension, Sector
from cocreation.workshops.models import AttendanceCell, Workshop
from territory.models import Municipality


class Cell(NamedTuple):
    """`people`: None where it is hidden."""

    label: str
    people: int | None


class Attendance(NamedTuple):
    """`total`: None where fewer than SMALL came. `tables`: dimension → its cells that are not zero."""

    total: int | None
    tables: dict[str, list[Cell]]

    @property
    def hides_some(self) -> bool:
        return any(cell.people is None for cells in self.tables.values() for cell in cells)


def hidden_cells(counts: Mapping[str, int], small: int = SMALL) -> set[str]:
    """Return which cells of a table must be hidden if its total is shown beside the others.

    Those of 1 to `small` − 1; and further ones, the smallest first, while the total would still give one away: when one alone is
    hidden, or when all hidden ones can only be 1, or only `small` − 1.
    """
    hidden = {key for key, count in counts.items() if 0 < count < small}
    if not hidden or sum(counts.values()) < small:
        return {key for key, count in counts.items() if count} if hidden else hidden
    rest = sorted((key for key in counts if key not in hidden), key=lambda key: (counts[key] == 0, counts[key], key))
    while rest and _given_away([counts[key] for key in sorted(hidden)], small):
        hidden.add(rest.pop(0))
    return hidden


def _given_away(hidden: list[int], small: int) -> bool:
    total = sum(hidden)
    return len(hidden) == 1 or (
        all(0 < count < small for count in hidden) and total in (len(hidden), len(hidden) * (small - 1))
    )


def values_of(dimension: str, places: Iterable[Municipality] | None = None) -> dict[str, str]:
    """Return value → label of a dimension; those of places by their DIVIPOLA code. One query for places that are not given."""
    if dimension == Dimension.SECTOR:
        return dict(Sector.choices)
    if dimension == Dimension.AGE:
        return dict(Age.choices)
    found = Municipality.objects.in_river_order() if places is None else places
    return {place.divipola: place.name for place in found} | OTHER_PLACES


def counts_of(workshop: Workshop) -> dict[str, dict[str, int]]:
    """Return the counts as they were typed, for those who type them: dimension → value → people. One query."""
    found: dict[str, dict[str, int]] = {dimension.value: {} for dimension in Dimension}
    for cell in AttendanceCell.objects.filter(workshop=workshop):
        found[cell.dimension][cell.value] = cell.people
    return found


def attendance_of(workshop: Workshop) -> Attendance | None:
    """Return who came, with small cells hidden; None before it was held. Two queries."""
    if not workshop.was_held or workshop.attended is None:
        return None
    counts, tables = counts_of(workshop), {}
    for dimension in Dimension:
        labels, of_it = values_of(dimension), counts[dimension]
        hidden = hidden_cells(of_it)
        ordered = [value for value in labels if of_it.get(value) or value in hidden]
        tables[dimension.label] = [Cell(labels[value], None if value in hidden else of_it[value]) for value in ordered]
    return Attendance(None if 0 < workshop.attended < SMALL else workshop.attended, tables)
