"""Writing reference data."""

import unicodedata

from django.db import transaction
from django.utils.text import slugify

from core import page_cache
from core.refusals import Refusal
from territory.loaders import Place
from territory.models import Municipality


@transaction.atomic
def load_places(*, places: list[Place]) -> tuple[int, int]:
    """Create or update the municipalities of `places`; return how many were created and updated.

    Loading the same places again changes nothing. Facts that the file does not mention stay.
    Refuses (Refusal) a slug that belongs to another municipality.
    """
    known = {m.divipola: m for m in Municipality.objects.filter(divipola__in=[p.divipola for p in places])}
    taken = dict(Municipality.objects.values_list("slug", "divipola"))
    created = 0
    for place in places:
        municipality = known.get(place.divipola) or Municipality(divipola=place.divipola)
        created += municipality.pk is None
        _fill(municipality, place, taken)
        municipality.save()
        known[place.divipola] = municipality
    for place in places:
        if place.neighbours:
            known[place.divipola].neighbours.set([known[c] for c in place.neighbours if c in known])
    transaction.on_commit(page_cache.forget_all)
    return created, len(places) - created


def _fill(municipality: Municipality, place: Place, taken: dict[str, str]) -> None:
    municipality.name = place.name
    municipality.sort_key = _sort_key(place.name)
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
    slug = f"{slug[:58]}-{slugify(place.divipola)}"  # two places with one name: the code tells them apart
    taken[slug] = place.divipola
    return slug


def _sort_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()[:120]
