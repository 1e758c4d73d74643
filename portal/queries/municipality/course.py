"""The total of a municipality over all comparable rounds: a drawing and the table of the same numbers."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.numbers import score as number
from core.words import joined, named
from diagnostics.results.models import Publication
from diagnostics.results.queries.evolution import Moment, Trajectory
from diagnostics.results.queries.level_counts import borders_of
from diagnostics.results.queries.results import Outcome
from diagnostics.scoring.instrument import Dimension, Instrument

LEFT, WIDTH = 10, 90  # per cent of the drawing: the scale, then the rounds
TOP, HEIGHT = 16, 108  # pixels: room for a number above 100, then 0–100
MOST_NAMES = 5  # rounds named under the drawing; of more, the first and the last


@dataclass(frozen=True)
class Dot:
    """A round of the drawing. `x` in per cent and `y` in pixels; `displayed` None where there is no complete result."""

    publication: Publication
    x: float
    y: int
    displayed: Decimal | None
    is_named: bool

    @property
    def label_y(self) -> int:
        return self.y - 12


@dataclass(frozen=True)
class Course:
    """`lines`: pairs of neighbouring dots that both have a result; a gap stays a gap."""

    dots: list[Dot]
    lines: list[tuple[Dot, Dot]]
    borders: list[tuple[float, int]]  # start of a level, and its height
    bands: list[tuple[int, int, int]]  # number of a level, where it starts from above, its height
    dimensions: list[Dimension]
    moments: list[Moment]

    height = TOP + HEIGHT + 8

    @property
    def sentence(self) -> str:
        known = [d for d in self.dots if d.displayed is not None]
        parts = [f"{number(d.displayed)} {named(d.publication.round, 'en')}" for d in known]
        return f"El total fue {joined(parts)}"

    @property
    def rows(self) -> list[tuple[Publication, list[tuple[str, Decimal | None]]]]:
        """Every round with a complete result, newest first: the total, then each theme."""
        return [
            (
                m.publication,
                [("Total", m.displayed), *((d.short_name, m.dimensions.get(d.code)) for d in self.dimensions)],
            )
            for m in reversed(self.moments)
        ]


def course_of(publications: list[Publication], trajectory: Trajectory, outcome: Outcome) -> Course | None:
    """Return the course since the first complete result; None unless there are two. `publications`: of the trajectory."""
    known = [m for m in trajectory.moments if m is not None and m.compared is not None]
    if len(known) < 2:
        return None
    instrument = known[-1].publication.round.version.parsed
    moments = trajectory.moments[trajectory.moments.index(known[0]) :]
    rounds = publications[-len(moments) :]
    dots = [
        Dot(
            publication,
            round(LEFT + WIDTH * (n + 0.5) / len(moments), 2),
            _height(moment.compared) if moment and moment.compared is not None else 0,
            moment.compared if moment else None,
            len(moments) <= MOST_NAMES or n in (0, len(moments) - 1),
        )
        for n, (publication, moment) in enumerate(zip(rounds, moments, strict=True))
    ]
    lines = [(a, b) for a, b in pairwise(dots) if a.displayed is not None and b.displayed is not None]
    dimensions = [d for d, _ in outcome.dimensions]
    return Course(dots, lines, _borders(instrument), _bands(instrument), dimensions, known)


def _height(score: Decimal | float) -> int:
    return TOP + round(HEIGHT * (100 - float(score)) / 100)


def _borders(instrument: Instrument) -> list[tuple[float, int]]:
    return [(border, _height(border)) for border in borders_of(instrument)]


def _bands(instrument: Instrument) -> list[tuple[int, int, int]]:
    starts = borders_of(instrument)
    return [
        (n, _height(end), _height(start) - _height(end)) for n, (start, end) in enumerate(pairwise(starts), start=1)
    ]
