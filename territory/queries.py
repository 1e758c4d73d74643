"""Neighbouring municipalities."""

from collections.abc import Iterable

from territory.models import Municipality


def borders_within(places: Iterable[Municipality]) -> set[frozenset[int]]:
    """Return the pairs of ids of the given municipalities that border each other. One query."""
    ids = {place.pk for place in places}
    rows = Municipality.neighbours.through.objects.filter(from_municipality__in=ids, to_municipality__in=ids)
    pairs = {frozenset(pair) for pair in rows.values_list("from_municipality_id", "to_municipality_id")}
    return {pair for pair in pairs if len(pair) == 2}


def with_neighbours(slug: str) -> list[Municipality]:
    """Return the municipality with that slug, then its neighbours from north to south; [] if missing. Two queries."""
    place = Municipality.objects.filter(slug=slug).first()
    return [place, *place.neighbours.in_river_order()] if place else []
