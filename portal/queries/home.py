"""The home page: all municipalities at a glance."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from core.numbers import count_in_words
from core.words import long_date
from diagnostics.assessments.choices.wording import PARTIAL
from diagnostics.results.models import Publication
from diagnostics.results.queries.level_counts import Rung
from diagnostics.results.queries.published import Edition, edition, outcomes_apart, theme_scores_of, totals_of
from diagnostics.results.queries.results import Outcome
from diagnostics.results.queries.sentences import NO_CHANGE, apart_sentences, change_tag
from portal.charts.outlines import Outline, Outlines, outlines
from portal.charts.valley import MOST_TILES, Map, Tile, valley
from portal.queries import figures
from portal.queries.figures import TOTAL, UNPUBLISHED, Figure, View
from territory.models import BoundarySource, Municipality
from territory.queries import borders_within

PAGE = 100
RIVER = ""  # the order of the river, from north to south
NAME, SCORE, CHANGE = "nombre", "puntaje", "cambio"
FIRST = {NAME: NAME, SCORE: f"-{SCORE}", CHANGE: f"-{CHANGE}"}  # the order that a column offers first; - is descending
ORDER_WORDS = {
    NAME: "Por nombre, de la A a la Z.",
    f"-{NAME}": "Por nombre, de la Z a la A.",
    SCORE: "Por puntaje, del más bajo al más alto.",
    f"-{SCORE}": "Por puntaje, del más alto al más bajo.",
    CHANGE: "Por cambio, de lo que más bajó a lo que más subió.",
    f"-{CHANGE}": "Por cambio, de lo que más subió a lo que más bajó.",
}


@dataclass(frozen=True)
class HomeRow:
    """A municipality in the list; `outcome` is None if nothing is published about it.

    `round_code`: the round that its links name; "" for its last result. `now`: the score that is compared with those of others
    and with `before`, None where it is not. `apart`: the publication of its result, if that is not the one that the page
    compares.
    """

    municipality: Municipality
    outcome: Outcome | None = None
    figure: Figure = UNPUBLISHED
    view: View = TOTAL
    round_code: str = ""
    now: Decimal | None = None
    before: Decimal | None = None
    apart: Publication | None = None

    @property
    def has_score(self) -> bool:
        return self.figure.value is not None

    @property
    def change(self) -> str:
        return change_tag(self.now, self.before)

    @property
    def moved(self) -> Decimal | None:
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def mark(self) -> str:
        """What is said next to the level of a theme that is not counted; "" for any other."""
        return PARTIAL if self.figure.is_of_partial and self.figure.word != PARTIAL else ""

    @property
    def is_set_apart(self) -> bool:
        """Whether its level is shown but not counted."""
        return bool(self.apart or self.mark)

    @property
    def address(self) -> str:
        return f"{self.municipality.get_absolute_url()}{self._asked(self.round_code if self.outcome else '')}"

    @property
    def level_address(self) -> str:
        """The place that says what its level means; "" without a score and for changes."""
        if not self.has_score or self.view.is_change:
            return ""
        if self.view.dimension is None:
            return f"{self.address}#nivel"
        code = self.apart.round.code if self.apart else self.round_code
        return reverse("portal:theme", args=[self.municipality.slug, self.view.dimension.code]) + self._asked(code)

    @staticmethod
    def _asked(code: str) -> str:
        return f"?ciclo={code}" if code else ""

    @property
    def spoken(self) -> str:
        """What the map says of it to those who hear it."""
        figure = self.figure
        parts = [f"{figure.text} puntos"] * self.has_score + [figure.word]
        parts += ["frenado por una regla"] * figure.is_held_back + [self.mark.lower()] * bool(self.mark)
        parts += [self.of_round] * bool(self.apart)
        return f"{self.municipality}: {', '.join(parts)}"

    @property
    def of_round(self) -> str:
        """The round and day of a result that stands apart."""
        return (
            f"{self.apart.round}, {long_date(timezone.localdate(self.apart.first_published_at))}" if self.apart else ""
        )


@dataclass(frozen=True)
class Head:
    """The head of a column: `order` is what a press on it asks for, `sorted` the word of `aria-sort`."""

    name: str
    order: str
    sorted: str


@dataclass(frozen=True)
class Home:
    edition: Edition | None
    rows: list[HomeRow]
    rungs: list[Rung]
    view: View
    views: list[View]
    order: str
    map: Map | None
    outlines: Outlines | None
    source: BoundarySource | None
    borders: list[tuple[Municipality, list[Municipality]]]
    question_count: int
    theme_count: int
    apart: list[tuple[Publication, Outcome]]  # last results of other rounds; none if one round was asked for
    round_code: str  # the one that was asked for, which every link of the page names
    least: ClassVar[Decimal] = NO_CHANGE

    @property
    def apart_sentences(self) -> list[str]:
        return apart_sentences(self.apart)

    @cached_property
    def held_back(self) -> list[HomeRow]:
        return [row for row in self.rows if row.figure.is_held_back]

    @property
    def set_apart_words(self) -> str:
        """What the map marks; "" if nothing."""
        kinds = ["parcial"] * any(row.mark for row in self.rows) + ["de otro ciclo"] * bool(self.apart)
        return " o ".join(kinds)

    @property
    def tones(self) -> list[tuple[str, str, int]]:
        """The key of the view of changes."""
        return figures.tones_of([row.figure for row in self.rows if row.outcome and not row.apart])

    @property
    def heads(self) -> dict[str, Head]:
        """The columns that sort the list, by name."""
        return {name: self._head(name, first) for name, first in FIRST.items()}

    def _head(self, name: str, first: str) -> Head:
        if self.order.removeprefix("-") != name:
            return Head(name, first, "")
        is_descending = self.order.startswith("-")
        return Head(name, name if is_descending else f"-{name}", "descending" if is_descending else "ascending")

    @property
    def is_one_round(self) -> bool:
        return bool(self.round_code)

    @property
    def others(self) -> list[Publication]:
        """The other published rounds, newest first."""
        return [p for p in self.edition.all if p != self.edition.publication] if self.edition else []

    @property
    def page_title(self) -> str:
        if self.view.is_total:
            return "Qué tan abierta es su alcaldía"
        return f"{self.view.name}, municipio por municipio"

    @property
    def share_title(self) -> str:
        return "¿Qué tan abierta es la alcaldía de su municipio?" if self.view.is_total else self.page_title

    @property
    def order_words(self) -> str:
        return ORDER_WORDS[self.order]

    @property
    def workbook_address(self) -> str:
        """The workbook of all figures of the round shown."""
        if self.edition is None:
            return ""
        publication = self.edition.publication
        return reverse("portal:data-file", args=[publication.round.code, publication.version, publication.workbook])

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
        return Paginator(_sorted(self.rows, self.order), PAGE).get_page(number)


PLACE = ("name", "slug", "order", "sort_key", "facts", "divipola")
BOUNDARY = (
    "path",
    "label_x",
    "label_y",
    *(f"source__{name}" for name in ("attribution", "licence", "width", "height")),
)


def home(code: str | None = None, key: str = "", order: str = RIVER) -> Home | None:
    """Return what the home page shows: at most eight queries, whatever the number of municipalities.

    Each municipality with its last published result; levels are counted in one round. `code`: one round for everything. `key`:
    what map and list show (figures.View). None for a round that is not published, and for a view or an order that there is not.
    """
    every = Municipality.objects.select_related("boundary__source").only(*PLACE, *(f"boundary__{n}" for n in BOUNDARY))
    shown = edition(code)
    instrument = shown.round.version.parsed if shown else None
    views = figures.views_of(shown, instrument)
    view = next((view for view in views if view.key == key), None)
    if (code and shown is None) or view is None or order not in {RIVER, *ORDER_WORDS}:
        return None
    places = list(every.in_river_order())
    apart = outcomes_apart(shown) if shown and not code else []
    rows: list[HomeRow] = []
    rungs: list[Rung] = []
    if shown and instrument:
        rows = _rows(shown, view)
        rungs = figures.rungs_of(
            view, instrument, [row.outcome for row in rows if row.outcome], [r.figure for r in rows]
        )
        rows += [
            HomeRow(o.municipality, o, figures.figure_apart(view, o, publication, shown), apart=publication)
            for publication, o in apart
        ]
    by_place = {row.municipality.pk: row for row in rows}
    round_code = shown.round.code if shown and code else ""
    found = [
        replace(by_place.get(p.pk) or HomeRow(p), municipality=p, view=view, round_code=round_code) for p in places
    ]
    return Home(
        edition=shown,
        rows=found,
        rungs=rungs,
        view=view,
        views=views,
        order=order,
        apart=apart,
        round_code=round_code,
        question_count=len(instrument.questions) if instrument else 0,
        theme_count=len(instrument.dimensions) if instrument else 0,
        **_maps(places),
    )


def _rows(shown: Edition, view: View) -> list[HomeRow]:
    """The municipalities of the round shown. Two queries, one without an earlier comparable round."""
    results = shown.results()
    before: dict[int, Decimal] = {}
    if shown.previous:
        code = view.dimension.code if view.dimension else ""
        before = theme_scores_of(shown.previous, code) if code else totals_of(shown.previous)
    rows = []
    for outcome in results.outcomes:
        then = before.get(outcome.municipality.pk)
        figure = figures.figure_of(view, outcome, results.instrument, then)
        rows.append(HomeRow(outcome.municipality, outcome, figure, now=figures.compared(view, outcome), before=then))
    return rows


def _sorted(rows: list[HomeRow], order: str) -> list[HomeRow]:
    """Those without the number that sorts, or not compared, come last in both directions; equal ones keep the river's order."""
    name, is_descending = order.removeprefix("-"), order.startswith("-")
    if name == RIVER:
        return rows
    if name == NAME:
        return sorted(rows, key=lambda row: row.municipality.sort_key, reverse=is_descending)
    values: dict[str, Callable[[HomeRow], Decimal | None]] = {
        SCORE: lambda row: row.now,
        CHANGE: lambda row: row.moved,
    }
    keyed = [(values[name](row), row) for row in rows]
    sign = -1 if is_descending else 1
    with_value = sorted(((value, row) for value, row in keyed if value is not None), key=lambda pair: sign * pair[0])
    return [row for _, row in with_value] + [row for value, row in keyed if value is None]


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
