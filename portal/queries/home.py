"""The home page: the valley at a glance."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Page, Paginator

from diagnostics.charts import in_words
from diagnostics.queries.published import Edition, edition, totals_of
from diagnostics.queries.results import Outcome
from diagnostics.queries.sentences import change_tag
from diagnostics.queries.standings import Rung, ladder_of
from portal.charts import Map, Tile, valley
from territory.models import Municipality

PAGE = 100


@dataclass(frozen=True)
class Row:
    """A municipality in the list; without `outcome` while nothing is published about it."""

    municipality: Municipality
    outcome: Outcome | None
    change: str

    @property
    def level_number(self) -> int:
        return self.outcome.level.number if self.outcome and self.outcome.level else 0

    @property
    def word(self) -> str:
        """What stands where the level would: the level, or why there is none."""
        if self.outcome is None:
            return "Sin publicar"
        if not self.outcome.has_result:
            return "Sin resultado"
        return self.outcome.level.name if self.outcome.level else "Parcial, sin nivel"

    @property
    def has_score(self) -> bool:
        return self.outcome is not None and self.outcome.has_result


@dataclass(frozen=True)
class Home:
    edition: Edition | None
    rows: list[Row]
    rungs: list[Rung]
    map: Map | None
    question_count: int
    theme_count: int

    @property
    def level_words(self) -> str:
        count = sum(rung.level is not None for rung in self.rungs)
        return in_words(count).capitalize()

    @property
    def theme_words(self) -> str:
        return in_words(self.theme_count) if self.theme_count else "varios"

    @cached_property
    def tiles(self) -> list[tuple[Row, Tile]]:
        """Rows with their tile, from north to south."""
        by_id = {row.municipality.pk: row for row in self.rows}
        return [(by_id[tile.key], tile) for tile in self.map.tiles] if self.map else []

    def page(self, number: str | None) -> Page:
        return Paginator(self.rows, PAGE).get_page(number)


def home() -> Home:
    """Return what the home page shows: at most five queries, whatever the number of municipalities."""
    places = list(Municipality.objects.only("name", "slug", "order", "sort_key", "facts", "divipola").in_river_order())
    newest = edition()
    outcomes, changes, rungs = {}, {}, []
    if newest:
        results = newest.results()
        outcomes = {o.municipality.pk: o for o in results.outcomes}
        changes = _changes(newest, results.outcomes)
        rungs = ladder_of(results.instrument, results.outcomes)
    rows = [Row(place, outcomes.get(place.pk), changes.get(place.pk, "")) for place in places]
    instrument = newest.round.version.parsed if newest else None
    return Home(
        edition=newest,
        rows=rows,
        rungs=rungs,
        map=valley([(p.pk, p.facts.get("map_row", ""), p.facts.get("map_column", "")) for p in places]),
        question_count=len(instrument.questions) if instrument else 0,
        theme_count=len(instrument.dimensions) if instrument else 0,
    )


def _changes(newest: Edition, outcomes: list[Outcome]) -> dict[int, str]:
    if newest.previous is None:
        return {}
    before: dict[int, Decimal] = totals_of(newest.previous)
    return {
        o.municipality.pk: change_tag(o.total.displayed if o.is_comparable else None, before.get(o.municipality.pk))
        for o in outcomes
    }
