"""The home page: all municipalities at a glance."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

from core.numbers import count_in_words
from diagnostics.results.queries.level_counts import Rung, ladder_of
from diagnostics.results.queries.published import Edition, edition, totals_of
from diagnostics.results.queries.results import Outcome
from diagnostics.results.queries.sentences import change_tag
from portal.charts.outlines import Outline, Outlines, outlines
from portal.charts.valley import MOST_TILES, Map, Tile, valley
from territory.models import BoundarySource, Municipality
from territory.queries import borders_within

PAGE = 100


@dataclass(frozen=True)
class HomeRow:
    """A municipality in the list; `outcome` is None if nothing is published about it."""

    municipality: Municipality
    outcome: Outcome | None
    change: str

    @property
    def level_number(self) -> int:
        return self.outcome.level_number if self.outcome else 0

    @property
    def word(self) -> str:
        """The level, or why there is none."""
        return self.outcome.level_words if self.outcome else "Sin publicar"

    @property
    def has_score(self) -> bool:
        return self.outcome is not None and self.outcome.has_result


@dataclass(frozen=True)
class Home:
    edition: Edition | None
    rows: list[HomeRow]
    rungs: list[Rung]
    map: Map | None
    outlines: Outlines | None
    source: BoundarySource | None
    borders: list[tuple[Municipality, list[Municipality]]]
    question_count: int
    theme_count: int

    @property
    def level_words(self) -> str:
        count = sum(rung.level is not None for rung in self.rungs)
        return count_in_words(count).capitalize()

    @property
    def theme_words(self) -> str:
        return count_in_words(self.theme_count) if self.theme_count else "varios"

    @cached_property
    def tiles(self) -> list[tuple[HomeRow, Tile]]:
        """Rows with their tiles, from north to south."""
        by_id = {row.municipality.pk: row for row in self.rows}
        return [(by_id[tile.key], tile) for tile in self.map.tiles] if self.map else []

    @cached_property
    def shapes(self) -> list[tuple[HomeRow, Outline]]:
        """Rows with their outlines, from north to south; empty unless every municipality has a boundary."""
        by_id = {row.municipality.pk: row for row in self.rows}
        return [(by_id[shape.key], shape) for shape in self.outlines.shapes] if self.outlines else []

    def page(self, number: str | None) -> Page:
        return Paginator(self.rows, PAGE).get_page(number)


PLACE = ("name", "slug", "order", "sort_key", "facts", "divipola")
BOUNDARY = (
    "path",
    "label_x",
    "label_y",
    *(f"source__{name}" for name in ("attribution", "licence", "width", "height")),
)


def home() -> Home:
    """Return what the home page shows: at most six queries, whatever the number of municipalities."""
    every = Municipality.objects.select_related("boundary__source").only(*PLACE, *(f"boundary__{n}" for n in BOUNDARY))
    places = list(every.in_river_order())
    newest = edition()
    outcomes, changes, rungs = {}, {}, []
    if newest:
        results = newest.results()
        outcomes = {o.municipality.pk: o for o in results.outcomes}
        changes = _changes(newest, results.outcomes)
        rungs = ladder_of(results.instrument, results.outcomes)
    instrument = newest.round.version.parsed if newest else None
    return Home(
        edition=newest,
        rows=[HomeRow(place, outcomes.get(place.pk), changes.get(place.pk, "")) for place in places],
        rungs=rungs,
        **_maps(places),
        question_count=len(instrument.questions) if instrument else 0,
        theme_count=len(instrument.dimensions) if instrument else 0,
    )


def _maps(places: list[Municipality]) -> dict[str, Any]:
    """The real map if every municipality has a boundary, else the schematic one; neither with more than MOST_TILES."""
    nothing = {"map": None, "outlines": None, "source": None, "borders": []}
    if not 0 < len(places) <= MOST_TILES:
        return nothing
    boundaries = [getattr(place, "boundary", None) for place in places]
    if all(boundaries):
        source = boundaries[0].source
        shapes = [(p.pk, p.boundary.path, (p.boundary.label_x, p.boundary.label_y)) for p in places]
        return nothing | {"outlines": outlines(shapes, source.width, source.height), "source": source}
    pairs = borders_within(places)
    near = [(place, [p for p in places if frozenset((place.pk, p.pk)) in pairs]) for place in places]
    cells = [(p.pk, p.facts.get("map_row", ""), p.facts.get("map_column", "")) for p in places]
    return nothing | {"map": valley(cells, pairs), "borders": [(p, others) for p, others in near if others]}


def _changes(newest: Edition, outcomes: list[Outcome]) -> dict[int, str]:
    if newest.previous is None:
        return {}
    before: dict[int, Decimal] = totals_of(newest.previous)
    return {
        o.municipality.pk: change_tag(o.total.displayed if o.is_comparable else None, before.get(o.municipality.pk))
        for o in outcomes
    }
