"""Which answers the pages of the review show: kept in the address, and carried from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.doubts import Worklist
from diagnostics.scoring.instrument import Dimension, Indicator, Instrument

ALL, WAITING, DOUBTFUL, ADJUSTED = "", "por-marcar", "con-duda", "con-ajuste"
SHOWS = {ALL: "Todas", WAITING: "Por marcar", DOUBTFUL: "Con algo por mirar", ADJUSTED: "Con ajuste"}


@dataclass(frozen=True)
class AnswerFilter:
    """`show`: a key of SHOWS; `dimension`: its code, "" for all."""

    show: str = ALL
    dimension: str = ""

    @property
    def query(self) -> str:
        """The part of an address that carries it; "" for all answers."""
        parts = {"ver": self.show, "dimension": self.dimension}
        said = urlencode({name: value for name, value in parts.items() if value})
        return f"?{said}" if said else ""

    @property
    def is_open(self) -> bool:
        return not (self.show or self.dimension)

    def keeps(self, case: Case, worklist: Worklist) -> bool:
        if self.dimension and case.dimension.code != self.dimension:
            return False
        waiting = worklist.waiting.get(case.code)
        if self.show == WAITING:
            return waiting is not None
        if self.show == DOUBTFUL:
            return waiting is not None and not waiting.is_clear
        return case.item.is_adjusted if self.show == ADJUSTED else True

    def of(self, indicator: Indicator, casefile: Casefile, worklist: Worklist) -> list[Case]:
        cases = [casefile.cases[question.code] for question in indicator.questions]
        return [case for case in cases if self.keeps(case, worklist)]


def filter_of(params: Mapping[str, str], instrument: Instrument) -> AnswerFilter:
    """Read the filter of an address; unknown words count as none."""
    show, dimension = params.get("ver", ""), params.get("dimension", "")
    codes = {one.code for one in instrument.dimensions}
    return AnswerFilter(show if show in SHOWS else ALL, dimension if dimension in codes else "")


@dataclass(frozen=True)
class Choice:
    """One link of the list of filters."""

    label: str
    count: int
    query: str
    is_chosen: bool


def choices_of(answer_filter: AnswerFilter, casefile: Casefile, worklist: Worklist) -> list[Choice]:
    """Return the four views of the chosen dimension, each with its number of answers."""
    found = []
    for show, label in SHOWS.items():
        other = AnswerFilter(show, answer_filter.dimension)
        count = sum(case.item.cell.applies and other.keeps(case, worklist) for case in casefile.cases.values())
        found.append(Choice(label, count, other.query, show == answer_filter.show))
    return found


@dataclass(frozen=True)
class Chapter:
    """An indicator with the answers that a filter keeps; `waiting`: how many of all its answers wait for a mark."""

    indicator: Indicator
    cases: list[Case]
    waiting: int


def chapters_of(
    answer_filter: AnswerFilter, casefile: Casefile, worklist: Worklist
) -> list[tuple[Dimension, list[Chapter]]]:
    """Return the dimensions with their indicators; nothing empty, and nothing that the municipality is not asked."""
    found = []
    for dimension in casefile.reviewing.instrument.dimensions:
        chapters = [
            Chapter(indicator, cases, len(worklist.of(indicator.questions).waiting))
            for indicator in dimension.indicators
            if (cases := [c for c in answer_filter.of(indicator, casefile, worklist) if c.item.cell.applies])
        ]
        if chapters:
            found.append((dimension, chapters))
    return found


def next_waiting(instrument: Instrument, worklist: Worklist, after: Indicator, dimension: str = "") -> Indicator | None:
    """Return the next indicator with an answer to mark, from the one after `after` round to it; None when nothing is left."""
    order = list(instrument.indicators)
    place = order.index(after) + 1
    for indicator in order[place:] + order[:place]:
        if dimension and instrument.dimension_of[indicator.code].code != dimension:
            continue
        if any(question.code in worklist.waiting for question in indicator.questions):
            return indicator
    return None


def neighbours_within(
    answer_filter: AnswerFilter, casefile: Casefile, worklist: Worklist, indicator: Indicator
) -> tuple[Indicator | None, Indicator | None]:
    """Return the indicators before and after this one that hold an answer which the filter keeps."""
    order = list(casefile.reviewing.instrument.indicators)
    place = order.index(indicator)
    kept = [answer_filter.is_open or bool(answer_filter.of(one, casefile, worklist)) for one in order]
    before = next((order[n] for n in range(place - 1, -1, -1) if kept[n]), None)
    after = next((order[n] for n in range(place + 1, len(order)) if kept[n]), None)
    return before, after
