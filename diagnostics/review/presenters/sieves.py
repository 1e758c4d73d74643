"""Which answers the pages of the review show: kept in the address, and carried from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.doubts import Desk
from diagnostics.scoring.instrument import Dimension, Indicator, Instrument

ALL, WAITING, DOUBTFUL, ADJUSTED = "", "por-marcar", "con-duda", "con-ajuste"
SHOWS = {ALL: "Todas", WAITING: "Por marcar", DOUBTFUL: "Con algo por mirar", ADJUSTED: "Con ajuste"}


@dataclass(frozen=True)
class Sieve:
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

    def keeps(self, case: Case, desk: Desk) -> bool:
        if self.dimension and case.dimension.code != self.dimension:
            return False
        waiting = desk.waiting.get(case.code)
        if self.show == WAITING:
            return waiting is not None
        if self.show == DOUBTFUL:
            return waiting is not None and not waiting.is_clear
        return case.item.is_adjusted if self.show == ADJUSTED else True

    def of(self, indicator: Indicator, casefile: Casefile, desk: Desk) -> list[Case]:
        cases = [casefile.cases[question.code] for question in indicator.questions]
        return [case for case in cases if self.keeps(case, desk)]


def sieve_of(params: Mapping[str, str], instrument: Instrument) -> Sieve:
    """Read the sieve of an address; unknown words count as none."""
    show, dimension = params.get("ver", ""), params.get("dimension", "")
    codes = {one.code for one in instrument.dimensions}
    return Sieve(show if show in SHOWS else ALL, dimension if dimension in codes else "")


@dataclass(frozen=True)
class Choice:
    """One link of the list of sieves."""

    label: str
    count: int
    query: str
    is_chosen: bool


def choices_of(sieve: Sieve, casefile: Casefile, desk: Desk) -> list[Choice]:
    """Return the four views of the chosen dimension, each with its number of answers."""
    found = []
    for show, label in SHOWS.items():
        other = Sieve(show, sieve.dimension)
        count = sum(other.keeps(case, desk) for case in casefile.cases.values())
        found.append(Choice(label, count, other.query, show == sieve.show))
    return found


@dataclass(frozen=True)
class Chapter:
    """An indicator with the answers that a sieve keeps; `waiting`: how many of all its answers wait for a mark."""

    indicator: Indicator
    cases: list[Case]
    waiting: int


def chapters_of(sieve: Sieve, casefile: Casefile, desk: Desk) -> list[tuple[Dimension, list[Chapter]]]:
    """Return the dimensions with their indicators; nothing empty."""
    found = []
    for dimension in casefile.reviewing.instrument.dimensions:
        chapters = [
            Chapter(indicator, cases, len(desk.of(indicator.questions).waiting))
            for indicator in dimension.indicators
            if (cases := sieve.of(indicator, casefile, desk))
        ]
        if chapters:
            found.append((dimension, chapters))
    return found


def next_waiting(instrument: Instrument, desk: Desk, after: Indicator, dimension: str = "") -> Indicator | None:
    """Return the next indicator with an answer to mark, from the one after `after` round to it; None when nothing is left."""
    order = list(instrument.indicators)
    place = order.index(after) + 1
    for indicator in order[place:] + order[:place]:
        if dimension and instrument.dimension_of[indicator.code].code != dimension:
            continue
        if any(question.code in desk.waiting for question in indicator.questions):
            return indicator
    return None


def neighbours_within(
    sieve: Sieve, casefile: Casefile, desk: Desk, indicator: Indicator
) -> tuple[Indicator | None, Indicator | None]:
    """Return the indicators before and after this one that hold an answer which the sieve keeps."""
    order = list(casefile.reviewing.instrument.indicators)
    place = order.index(indicator)
    kept = [sieve.is_open or bool(sieve.of(one, casefile, desk)) for one in order]
    before = next((order[n] for n in range(place - 1, -1, -1) if kept[n]), None)
    after = next((order[n] for n in range(place + 1, len(order)) if kept[n]), None)
    return before, after
