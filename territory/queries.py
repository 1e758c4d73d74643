"""Neighbouring municipalities, groups of comparable ones, and the rural share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.text import slugify

from territory.models import Municipality


def borders_within(places: Iterable[Municipality]) -> set[frozenset[int]]:
    """Return the pairs of ids of the given municipalities that border each other. One query."""
    ids = {place.pk for place in places}
    rows = Municipality.neighbours.through.objects.filter(from_municipality__in=ids, to_municipality__in=ids)
    pairs = {frozenset(pair) for pair in rows.values_list("from_municipality_id", "to_municipality_id")}
    return {pair for pair in pairs if len(pair) == 2}


def codes_of_municipalities() -> set[str]:
    return set(Municipality.objects.values_list("divipola", flat=True))


def with_neighbours(slug: str) -> list[Municipality]:
    """Return the municipality with that slug, then its neighbours from north to south; [] if missing. Two queries."""
    place = Municipality.objects.filter(slug=slug).first()
    return [place, *place.neighbours.in_river_order()] if place else []


RURAL = re.compile(r"rural_population_(\d{4})")


def rural_share(facts: Mapping[str, str]) -> tuple[Fraction, int] | None:
    """Return the rural part of the population (0–1) and its year, the newest of the source file; None if it does not say."""
    for year in sorted((found[1] for fact in facts if (found := RURAL.fullmatch(fact))), reverse=True):
        parts = [facts.get(f"{part}_population_{year}", "") for part in ("urban", "rural")]
        if all(part.isascii() and part.isdecimal() for part in parts) and any(int(part) for part in parts):
            return Fraction(int(parts[1]), sum(map(int, parts))), int(year)
    return None


# Inhabitants from which a group begins, and its name.
SIZES = ((0, "Hasta 60 mil habitantes"), (60_000, "De 60 a 100 mil habitantes"),
         (100_000, "De 100 a 500 mil habitantes"), (500_000, "Más de 500 mil habitantes"))  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Municipalities of one zone or of like size. `code` stands in addresses; `places` are primary keys."""

    code: str
    name: str
    places: frozenset[int]


def groups_of(places: Iterable[int]) -> list[Group]:
    """Return the groups of those municipalities: by zone (a fact of their file), then by population. One query.

    A group that holds all of them, or nobody, tells nothing and is left out.
    """
    rows = list(Municipality.objects.filter(pk__in=list(places)).values_list("pk", "population", "facts__zone"))
    found: dict[tuple[str, str], set[int]] = {}
    for key, _, zone in sorted(rows, key=lambda row: str(row[2] or "")):
        if zone:
            found.setdefault((f"zona-{slugify(zone)}", f"Zona {zone}"), set()).add(key)
    for key, population, _ in sorted(rows, key=lambda row: row[1] or 0):
        if population:
            least, name = max(size for size in SIZES if size[0] <= population)
            found.setdefault((f"desde-{least}", name), set()).add(key)
    groups = [Group(code, name, frozenset(keys)) for (code, name), keys in found.items()]
    return [group for group in groups if len(group.places) < len(rows)]
