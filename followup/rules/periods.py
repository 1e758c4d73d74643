"""Periods of indicators: `2026`, `2026-S1`, `2026-T3`, and rounds of the diagnosis by their code."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_CODE = re.compile(r"(?P<year>20\d\d)(?:-(?P<kind>[ST])(?P<number>[1-4]))?", re.ASCII)
_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_LETTERS = {"": "year", "S": "half", "T": "quarter"}


class Every(StrEnum):
    """How often an indicator is measured."""

    CYCLE = "cycle"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def in_year(self) -> int:
        """How many there are in a year; 0 for rounds, which follow no calendar."""
        return {"cycle": 0, "quarter": 4, "half": 2, "year": 1}[self.value]


class WrongPeriod(ValueError):
    """The text is no period; the message is for people."""


class WrongDay(ValueError):
    """The text is no day; the message is for people."""


@dataclass(frozen=True)
class Period:
    """`number`: of its year, from 1. A round has its code, begins and ends on its cut-off, and has no number."""

    every: Every
    code: str
    starts_on: date
    ends_on: date
    number: int = 1

    @property
    def year(self) -> int:
        return self.ends_on.year

    @property
    def of_year(self) -> "Period":
        return year_of(self.year)

    def since_january(self) -> Iterator["Period"]:
        """Yield the periods of its year up to it."""
        return (_made(self.every, self.year, number) for number in range(1, self.number + 1))

    def next(self) -> "Period":
        """Return the one after it. Not for rounds."""
        year, number = divmod(self.year * self.every.in_year + self.number, self.every.in_year)
        return _made(self.every, year, number + 1)

    def before(self) -> "Period":
        """Return the one before it. Not for rounds."""
        year, number = divmod(self.year * self.every.in_year + self.number - 2, self.every.in_year)
        return _made(self.every, year, number + 1)

    def steps_to(self, later: "Period") -> int:
        """Count its own periods from it to the one that ends with `later`, which may be a year."""
        n = self.every.in_year
        return (later.year - self.year) * n + later.number * n // later.every.in_year - self.number


def parse(text: str) -> Period:
    """Read `2026`, `2026-S1` or `2026-T3`; raise WrongPeriod."""
    found = _CODE.fullmatch(text)
    if found is None:
        raise WrongPeriod(f"«{text[:40]}» no es un periodo: escriba 2026, 2026-S1 o 2026-T3.")
    every, number = Every(_LETTERS[found["kind"] or ""]), int(found["number"] or 1)
    if number > every.in_year:
        raise WrongPeriod(f"«{text}» no es un periodo: un año tiene dos semestres, S1 y S2.")
    return _made(every, int(found["year"]), number)


def parse_day(text: str) -> date:
    """Read `2026-12-01`, of the years that periods have; raise WrongDay."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise WrongDay(f"«{text[:40]}» no es una fecha: escriba año-mes-día, como 2026-12-01.")
    return day


def year_of(year: int) -> Period:
    return _made(Every.YEAR, year, 1)


def round_of(code: str, cut_off: date) -> Period:
    return Period(Every.CYCLE, code, cut_off, cut_off)


def last_ended(every: Every, day: date) -> Period:
    """Return the newest period whose last day is not after `day`. Not for rounds."""
    now = _made(every, day.year, (day.month - 1) // (12 // every.in_year) + 1)
    return now if now.ends_on == day else now.before()


def _made(every: Every, year: int, number: int) -> Period:
    months = 12 // every.in_year
    last = months * number
    code = {Every.YEAR: f"{year}", Every.HALF: f"{year}-S{number}", Every.QUARTER: f"{year}-T{number}"}[every]
    return Period(every, code, date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1]), number)
