"""Loads reference data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import permutations
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from core import audit
from core.refusals import Refusal
from core.slots import Slot
from core.tables import MAX_ERRORS
from core.web import page_cache
from core.words import folded, one_line
from territory.charts import Shape, TooMuch, drawing
from territory.loaders.boundaries import read_boundaries
from territory.loaders.places import Place, read_places
from territory.models import Boundary, BoundarySource, Municipality
from territory.queries import codes_of_municipalities

MOST_ATTRIBUTION, MOST_LICENCE = 300, 200
BATCH = 200  # rows of one statement
FILLED = ("name", "sort_key", "slug", "official_name", "order", "population", "population_year", "facts")

# (municipalities=[…]): bring up to date what was counted from their facts; within the same transaction.
on_facts_changed = Slot()


def places_in(text: str, *, name: str) -> list[Place]:
    """Return the places of a CSV that is called `name`. Raises Refusal listing every bad line."""
    return read_places(text, name=name, codes=codes_of_municipalities())


def shapes_in(text: str, *, name: str, key: str = "") -> dict[str, Shape]:
    """Return the polygons of known municipalities in a GeoJSON that is called `name`, by code (see `read_boundaries`)."""
    return read_boundaries(text, name=name, codes=codes_of_municipalities(), key=key)


@dataclass(frozen=True)
class PlaceChange:
    """What loading a file does to one municipality. `fields`: (name of the field, before, after), empty for a new one."""

    municipality: Municipality
    is_new: bool
    fields: list[tuple[str, str, str]]


def preview_places(*, places: list[Place]) -> list[PlaceChange]:
    """Return what `load_places` would create and change, and change nothing. Refuses as it does."""
    codes = [place.divipola for place in places]
    with transaction.atomic():
        before = _snapshot(codes)
        load_places(places=places)
        after = _snapshot(codes)
        rows = Municipality.objects.in_river_order().filter(divipola__in=codes)
        changes = [
            PlaceChange(row, row.divipola not in before, _differences(before.get(row.divipola), after[row.divipola]))
            for row in rows
        ]
        transaction.set_rollback(True)
    return [change for change in changes if change.is_new or change.fields]


def _snapshot(codes: list[str]) -> dict[str, dict[str, str]]:
    """Return every field and fact of the municipalities as text, by code."""
    rows = Municipality.objects.filter(divipola__in=codes).prefetch_related("neighbours")
    return {row.divipola: _as_text(row) for row in rows}


def _as_text(row: Municipality) -> dict[str, str]:
    fields = {
        str(Municipality._meta.get_field(name).verbose_name): str(getattr(row, name) or "")
        for name in ("name", "official_name", "slug", "order", "population", "population_year")
    }
    return fields | {"vecinos": ", ".join(sorted(map(str, row.neighbours.all())))} | row.facts


def _differences(before: dict[str, str] | None, after: dict[str, str]) -> list[tuple[str, str, str]]:
    if before is None:
        return []
    return [(name, before.get(name, ""), text) for name, text in after.items() if before.get(name, "") != text]


@transaction.atomic
def load_places(*, places: list[Place], by: Any = None, at: datetime | None = None) -> tuple[int, int]:
    """Create or update the municipalities of `places`; return how many were created and updated.

    `at`: the moment for the log, one entry per municipality; None writes none. Idempotent. Fields and facts missing from the
    file are kept. Refuses a slug or, for a new municipality or one that is renamed, a name that belongs to another
    municipality.
    """
    _refuse_taken_names(places)
    known = {m.divipola: m for m in Municipality.objects.filter(divipola__in=[p.divipola for p in places])}
    taken = dict(Municipality.objects.values_list("slug", "divipola"))
    stored = list(known.values())
    changed: list[Municipality] = []
    for place in places:
        municipality = known.get(place.divipola) or Municipality(divipola=place.divipola)
        before = municipality.facts
        _fill(municipality, place, taken)
        known[place.divipola] = municipality
        if municipality.facts != before:
            changed.append(municipality)
    new = [one for one in known.values() if one.pk is None]
    Municipality.objects.bulk_create(new, batch_size=BATCH)
    Municipality.objects.bulk_update(stored, FILLED, batch_size=BATCH)
    _set_neighbours(places, known)
    for follow in on_facts_changed if changed else ():
        follow(municipalities=changed)
    if at is not None:
        loaded = [known[place.divipola] for place in places]
        audit.record_many(audit.entry_of(by=by, verb="municipality.loaded", target=one, at=at) for one in loaded)
    transaction.on_commit(page_cache.forget_all)
    return len(new), len(stored)


def preview_boundaries(**loading: Any) -> tuple[bool, list[Municipality]]:
    """Return what `load_boundaries` would, and change nothing. Refuses as it does."""
    with transaction.atomic():
        result = load_boundaries(**loading)
        transaction.set_rollback(True)
    return result


@transaction.atomic
def load_boundaries(
    *, shapes: dict[str, Shape], attribution: str, licence: str, sha256: str, by: Any, at: datetime
) -> tuple[bool, list[Municipality]]:
    """Replace the boundaries by those given (by DIVIPOLA code); return whether anything changed, and who has none.

    Refuses (Refusal) an attribution that is blank: the author of the boundaries is named under the map.
    """
    attribution, licence = one_line(attribution), one_line(licence)
    if not attribution:
        raise Refusal("Diga de quién son los límites: el mapa lo muestra siempre.")
    if len(attribution) > MOST_ATTRIBUTION or len(licence) > MOST_LICENCE:
        raise Refusal(f"La fuente admite hasta {MOST_ATTRIBUTION} letras y la licencia hasta {MOST_LICENCE}.")
    try:
        drawn = drawing(shapes)
    except TooMuch:
        raise Refusal(
            "Los límites tienen demasiadas islas, pedazos o vueltas para un mapa pequeño. Simplifíquelos."
        ) from None
    places = {place.divipola: place for place in Municipality.objects.in_river_order()}
    source = BoundarySource(
        attribution=attribution, licence=licence, sha256=sha256, loaded_at=at, width=drawn.width, height=drawn.height
    )
    boundaries = [
        Boundary(municipality=places[code], source=source, path=one.path, label_x=one.label[0], label_y=one.label[1])
        for code, one in drawn.shapes.items()
    ]
    lacking = [place for code, place in places.items() if code not in drawn.shapes]
    if _facts_of(boundaries) == _facts_of(Boundary.objects.select_related("source")):
        return False, lacking
    BoundarySource.objects.all().delete()
    source.save()
    Boundary.objects.bulk_create(boundaries)
    data = {"boundaries": len(boundaries), "sha256": sha256}
    audit.record(by=by, verb="boundaries.loaded", target=source, at=at, data=data)
    transaction.on_commit(page_cache.forget_all)
    return True, lacking


def _facts_of(boundaries: Iterable[Boundary]) -> set[tuple]:
    return {
        (b.municipality_id, b.path, b.label_x, b.label_y, b.source.attribution, b.source.licence, b.source.sha256)
        for b in boundaries
    }


@transaction.atomic
def remove_boundaries(*, by: Any, at: datetime) -> int:
    """Remove the boundaries, and with them the real map; return how many there were."""
    count = Boundary.objects.count()
    for source in BoundarySource.objects.all():
        audit.record(by=by, verb="boundaries.removed", target=source, at=at, data={"boundaries": count})
        source.delete()
    transaction.on_commit(page_cache.forget_all)
    return count


def _set_neighbours(places: list[Place], known: dict[str, Municipality]) -> None:
    """Make the neighbours of the places that name any exactly those named by either side. Three statements."""
    named = [place for place in places if place.neighbours]
    wanted = {
        frozenset((known[place.divipola].pk, known[code].pk))
        for place in named
        for code in place.neighbours
        if code in known and code != place.divipola
    }
    rows = Municipality.neighbours.through.objects
    owners = [known[place.divipola].pk for place in named]
    stored = rows.filter(from_municipality__in=owners).values_list("from_municipality_id", "to_municipality_id")
    there = {frozenset(pair) for pair in stored}
    gone = list(there - wanted)
    for start in range(0, len(gone), BATCH):  # databases bound the depth of a condition
        rows.filter(reduce(or_, map(_pair, gone[start : start + BATCH]))).delete()
    rows.bulk_create(
        [
            Municipality.neighbours.through(from_municipality_id=one, to_municipality_id=other)
            for pair in wanted - there
            for one, other in permutations(pair)
        ],
        ignore_conflicts=True,
    )


def _pair(pair: frozenset[int]) -> Q:
    return Q(from_municipality__in=pair, to_municipality__in=pair)


def _refuse_taken_names(places: list[Place]) -> None:
    """Two municipalities of one name are nearly always one with its code mistyped; those that exist already may stay."""
    stored = {code: _name_key(name) for code, name in Municipality.objects.values_list("divipola", "name")}
    wanted = {place.divipola: _name_key(place.name) for place in places}
    owners = {key: code for code, key in stored.items() if wanted.get(code, key) == key}
    problems = []
    for place in places:
        key = wanted[place.divipola]
        owner = owners.setdefault(key, place.divipola)
        if owner != place.divipola and stored.get(place.divipola) != key:
            problems.append(f"{place.name} ({place.divipola}): ese nombre ya es del municipio {owner}")
    if problems:
        words = "Si es el mismo municipio, use su código; si es otro, distíngalo en el nombre. No se guardó nada."
        raise Refusal(f"Hay nombres que ya son de otro municipio. {words}", problems[:MAX_ERRORS])


def _name_key(name: str) -> str:
    return folded(name).replace(" ", "")


def _fill(municipality: Municipality, place: Place, taken: dict[str, str]) -> None:
    municipality.name = place.name
    municipality.sort_key = folded(place.name)[:120]
    municipality.slug = _slug(municipality, place, taken)
    for attribute in ("official_name", "order", "population", "population_year"):
        if getattr(place, attribute):
            setattr(municipality, attribute, getattr(place, attribute))
    municipality.facts = {**municipality.facts, **place.facts}


def _slug(municipality: Municipality, place: Place, taken: dict[str, str]) -> str:
    if not place.slug and municipality.slug:
        return municipality.slug
    slug = place.slug or slugify(place.name)[:80] or slugify(place.divipola)
    owner = taken.setdefault(slug, place.divipola)
    if owner == place.divipola:
        return slug
    if place.slug:
        raise Refusal(f"La dirección «{slug}» de {place.name} ({place.divipola}) ya es del municipio {owner}.")
    slug = f"{slug[:58]}-{slugify(place.divipola)}"  # names that differ may give the same address
    taken[slug] = place.divipola
    return slug
