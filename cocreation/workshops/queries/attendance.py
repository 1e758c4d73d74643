"""Who came to a workshop, as it may be shown."""

from collections.abc import Iterable
from typing import NamedTuple

from cocreation.workshops.choices import OTHER_PLACES, Age, Dimension, Sector
from cocreation.workshops.models import AttendanceCell, Workshop
from core.small_cells import hidden_cells, is_small
from territory.models import Municipality


class Cell(NamedTuple):
    """`people`: None where it is hidden."""

    label: str
    people: int | None


class Attendance(NamedTuple):
    """`total`: None where it is a small cell itself. `tables`: dimension → its cells that are not zero."""

    total: int | None
    tables: dict[str, list[Cell]]

    @property
    def hides_some(self) -> bool:
        return any(cell.people is None for cells in self.tables.values() for cell in cells)


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
    return Attendance(None if is_small(workshop.attended) else workshop.attended, tables)
