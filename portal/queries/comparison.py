"""Comparison of several municipalities."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Page, Paginator

from core.charts import Chart, abbreviations
from core.numbers import count_in_words
from core.words import joined
from diagnostics.results import charts
from diagnostics.results.models import Publication
from diagnostics.results.queries.level_counts import MEDIAN, Medians, borders_of, frame_of, medians_of
from diagnostics.results.queries.published import Edition, edition, outcomes_apart
from diagnostics.results.queries.results import Outcome, Results
from diagnostics.results.queries.sentences import apart_sentences
from portal.charts import Dot, dots

FEWEST, MOST = 2, 10
MOST_IN_RADAR = 5
CHOICES = 60  # chips per page


@dataclass(frozen=True)
class DotRow:
    """One theme: a dot per municipality with its two letters, and the median of the group."""

    name: str
    dots: list[tuple[Dot, str]]
    height: int
    median: Decimal | None


@dataclass(frozen=True)
class Comparison:
    edition: Edition
    results: Results
    chosen: list[Outcome]
    medians: Medians
    radar: Chart
    bars: Chart
    rows: list[DotRow]
    key: list[tuple[str, Outcome]]
    left_out: list[Outcome]
    note: str
    is_default: bool
    asked_round: str  # the code of the round that was asked for
    apart: list[tuple[Publication, Outcome]]  # last results of other rounds; none if a round was asked for

    @property
    def held_back(self) -> list[Outcome]:
        return [o for o in self.chosen if o.is_held_back]

    @property
    def apart_sentences(self) -> list[str]:
        return apart_sentences(self.apart)

    @property
    def shows_radar(self) -> bool:
        return len(self.chosen) <= MOST_IN_RADAR

    @cached_property
    def slugs(self) -> set[str]:
        return {o.municipality.slug for o in self.chosen}

    def choices(self, number: str | None) -> Page:
        """A page of the municipalities that can be chosen; those already chosen appear on every page."""
        page = Paginator(self.results.comparable, CHOICES).get_page(number)
        offered = {o.municipality.slug for o in page}
        page.object_list = [o for o in self.chosen if o.municipality.slug not in offered] + list(page)
        return page

    @property
    def bands(self) -> list[tuple[int, str, float, float]]:
        """Number, name, start and width of each level, for the background of the dot rows."""
        borders = borders_of(self.results.instrument)
        levels = sorted(self.results.instrument.levels, key=lambda level: level.start)
        return [(lv.number, lv.name, a, b - a) for lv, a, b in zip(levels, borders, borders[1:], strict=False)]

    @property
    def borders(self) -> tuple[float, ...]:
        return borders_of(self.results.instrument)

    @property
    def themes(self) -> list[tuple[str, list[Decimal | None], Decimal | None]]:
        """Name, published score of each chosen municipality, and median; rows of the table."""
        return [
            (
                d.short_name,
                [s.displayed if (s := o.score_of(d.code)) else None for o in self.chosen],
                self.medians.by_code[d.code],
            )
            for d in self.results.instrument.dimensions
        ]

    @property
    def one_by_one(self) -> list[tuple[Outcome, list[tuple]]]:
        """Each chosen municipality with name, score and median of every theme."""
        return [(o, [(d.short_name, s, self.medians.by_code[d.code]) for d, s in o.dimensions]) for o in self.chosen]


def comparison(slugs: list[str], code: str = "") -> Comparison | None:
    """Compare the municipalities asked for, or all comparable ones if fewer than FEWEST of them are; None if unpublished.

    `code`: a round; by default the one that stands for the valley.
    """
    shown = edition(code)
    if shown is None:
        return None
    results = shown.results()
    asked = [o for o in results.outcomes if o.municipality.slug in set(slugs)]
    chosen = [o for o in asked if o.is_comparable]
    note = _note(slugs, asked, chosen)
    is_default = len(chosen) < FEWEST
    if is_default:
        chosen = results.comparable
    chosen = chosen[:MOST]
    left_out = [o for o in (results.outcomes if is_default else asked) if not o.is_comparable]
    apart = [] if code else outcomes_apart(shown)
    return _drawn(
        shown, results, chosen, left_out=left_out, note=note, is_default=is_default, asked_round=code, apart=apart
    )


def _note(slugs: list[str], asked: list[Outcome], chosen: list[Outcome]) -> str:
    if len(chosen) > MOST:
        return f"Se comparan hasta {count_in_words(MOST)} municipios a la vez; aquí están los primeros."
    if slugs and len(chosen) < FEWEST:
        alone = (
            f"Solo {joined([str(o.municipality) for o in chosen])} se puede comparar. "
            if chosen and len(asked) > 1
            else ""
        )
        return f"{alone}Escoja al menos dos municipios con resultado completo. Mientras tanto, aquí están todos."
    return ""


def _drawn(shown: Edition, results: Results, chosen: list[Outcome], **rest) -> Comparison:
    medians = medians_of(results, chosen)
    frame = frame_of(results, chosen, medians)
    names = abbreviations([str(o.municipality) for o in chosen])
    rows = []
    for dimension in results.instrument.dimensions:
        scores = [
            (n, float(s.displayed))
            for n, o in enumerate(chosen)
            if (s := o.score_of(dimension.code)) and s.displayed is not None
        ]
        placed, height = dots(scores)
        marked = [(dot, names[dot.key]) for dot in placed]
        rows.append(DotRow(dimension.short_name, marked, height, medians.by_code[dimension.code]))
    return Comparison(
        edition=shown, results=results, chosen=chosen, medians=medians, rows=rows,
        radar=charts.radar(frame, reference=MEDIAN),
        bars=charts.bars(frame, reference=MEDIAN, borders=borders_of(results.instrument)),
        key=list(zip(names, chosen, strict=True)), **rest,
    )  # fmt: skip
