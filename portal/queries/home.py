"""The home page: all municipalities at a glance."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from core.numbers import count_in_words
from core.words import long_date
from diagnostics.results.models import Publication
from diagnostics.results.queries.level_counts import Rung, ladder_of
from diagnostics.results.queries.published import Edition, edition, outcomes_apart, totals_of
from diagnostics.results.queries.results import Outcome
from diagnostics.results.queries.sentences import apart_sentences, change_tag
from portal.charts.outlines import Outline, Outlines, outlines
from portal.charts.valley import MOST_TILES, Map, Tile, valley
from territory.models import BoundarySource, Municipality
from territory.queries import borders_within

PAGE = 100


@dataclass(frozen=True)
class HomeRow:
    """A municipality in the list; `outcome` is None if nothing is published about it.

    `apart`: the publication of its result, if that is not the one that the page compares.
    """

    municipality: Municipality
    outcome: Outcome | None
    change: str
    apart: Publication | None = None

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

    @property
    def of_round(self) -> str:
        """The round and day of a result that stands apart."""
        return (
            f"{self.apart.round}, {long_date(timezone.localdate(self.apart.first_published_at))}" if self.apart else ""
        )

    @property
    def is_held_back(self) -> bool:
        return self.outcome is not None and self.outcome.is_held_back


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
    apart: list[tuple[Publication, Outcome]]  # last results of other rounds; none if one round was asked for
    is_one_round: bool

    @property
    def apart_sentences(self) -> list[str]:
        return apart_sentences(self.apart)

    @cached_property
    def held_back(self) -> list[HomeRow]:
        return [row for row in self.rows if row.is_held_back]

    @property
    def others(self) -> list[Publication]:
        """The other published rounds, newest first."""
        return [p for p in self.edition.all if p != self.edition.publication] if self.edition else []

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


def home(code: str | None = None) -> Home | None:
    """Return what the home page shows: at most eight queries, whatever the number of municipalities.

    Each municipality with its last published result; levels are counted in one round. `code`: one round for everything; None
    if it is not published.
    """
    every = Municipality.objects.select_related("boundary__source").only(*PLACE, *(f"boundary__{n}" for n in BOUNDARY))
    shown = edition(code)
    if code and shown is None:
        return None
    places = list(every.in_river_order())
    rows: dict[int, HomeRow] = {}
    rungs: list[Rung] = []
    apart = outcomes_apart(shown) if shown and not code else []
    if shown:
        results = shown.results()
        changes = _changes(shown, results.outcomes)
        rows = {
            o.municipality.pk: HomeRow(o.municipality, o, changes.get(o.municipality.pk, "")) for o in results.outcomes
        }
        rungs = ladder_of(results.instrument, results.outcomes)
        rows |= {o.municipality.pk: HomeRow(o.municipality, o, "", publication) for publication, o in apart}
    found = [replace(rows[p.pk], municipality=p) if p.pk in rows else HomeRow(p, None, "") for p in places]
    instrument = shown.round.version.parsed if shown else None
    return Home(
        edition=shown,
        rows=found,
        rungs=rungs,
        apart=apart,
        is_one_round=bool(code),
        question_count=len(instrument.questions) if instrument else 0,
        theme_count=len(instrument.dimensions) if instrument else 0,
        **_maps(places),
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
