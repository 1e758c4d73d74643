"""Published results over the rounds, as rows."""

from collections.abc import Iterator
from typing import Any

from diagnostics.results.queries.evolution import Evolution, Moment, evolution_of
from diagnostics.results.queries.published import edition
from territory.models import Municipality

GLOBAL = "global"


def evolution(place: Municipality | None = None) -> Evolution:
    """Return the evolution over all rounds comparable with the newest one; empty before a publication. Two queries."""
    newest = edition()
    if newest is None:
        return Evolution([], [])
    return evolution_of(newest.all, municipality=place.pk if place else None)


def codes_of(evolution: Evolution) -> set[str]:
    """Return the codes that occur in rows: the total and every dimension of a round."""
    moments = [m for trajectory in evolution.trajectories for m in trajectory.moments if m]
    return {GLOBAL, *(code for moment in moments for code in moment.dimensions)}


def rows_of(evolution: Evolution) -> list[dict[str, Any]]:
    """Return a row per municipality, round and total or dimension, in river order, oldest round first."""
    return [
        row
        for trajectory in evolution.trajectories
        for moment in trajectory.moments
        if moment is not None
        for row in _rows(trajectory.municipality, moment)
    ]


def _rows(place: Municipality, moment: Moment) -> Iterator[dict[str, Any]]:
    round = moment.publication.round
    base = {
        "round": round.code,
        "version": moment.publication.version,
        "is_demo": round.is_demo,
        "municipality": place.divipola,
        "name": place.name,
        "partial": moment.is_partial,
    }
    yield base | {"kind": GLOBAL, "code": GLOBAL, "displayed": moment.displayed, "level": moment.level}
    for code, displayed in moment.dimensions.items():
        yield base | {"kind": "dimension", "code": code, "displayed": displayed, "level": None}
