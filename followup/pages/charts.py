"""Small drawings of follow-up: a series with its target, and the range of a pace. Plain numbers in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

HEIGHT, TOP, BOTTOM = 96, 8, 88
MOST_TICKS = 5
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """The axis of values that all series of a page share."""

    low: float
    high: float
    ticks: Sequence[float]

    def y(self, value: float) -> float:
        return BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def x(self, value: float) -> float:
        """Per cent of a horizontal axis."""
        return 100 * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Line:
    x1: float
    x2: float
    y1: float
    y2: float


@dataclass(frozen=True)
class Drawing:
    """`x` in per cent of the width, `y` in pixels. `points`: (x, y, is the last)."""

    ticks: Sequence[float]
    own: Sequence[Line]
    points: Sequence[tuple[float, float, bool]]
    aimed: Sequence[Line]
    gaps: Sequence[tuple[float, float]]  # where it begins, and its width


def scale_of(values: Sequence[float]) -> Scale:
    """Return a scale around the values whose ticks are round numbers; of 0 to 1 without any."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    size = (high - low) / (MOST_TICKS - 1)
    power = 10.0 ** len(str(int(size))) / 10 if size >= 1 else 10.0 ** -len(str(int(1 / size)))
    step = next(power * one for one in NICE if power * one >= size * 0.999)
    first = low // step
    last = first
    while last * step < high - step * 1e-9:
        last += 1
    return Scale(first * step, last * step, [n * step for n in range(int(first), int(last) + 1)])


def series(scale: Scale, values: Sequence[float | None], targets: Sequence[float | None]) -> Drawing:
    """Draw one series: a place of the same width for each period, None where it has no value or no target."""
    width = 100 / max(len(values), 1)
    centre = [width * (n + 0.5) for n in range(len(values))]
    known = [n for n, value in enumerate(values) if value is not None]
    at = {n: (centre[n], scale.y(values[n])) for n in known}  # type: ignore[arg-type]
    own = [Line(at[a][0], at[b][0], at[a][1], at[b][1]) for a, b in pairwise(known) if b == a + 1]
    return Drawing(
        ticks=[scale.y(tick) for tick in scale.ticks],
        own=own,
        points=[(*at[n], n == known[-1]) for n in known],
        aimed=[Line(width * a, width * (b + 1), scale.y(value), scale.y(value)) for a, b, value in _runs(targets)],
        gaps=[(width * a, width * (b - a + 1)) for a, b in _holes(values)],
    )  # fmt: skip


def _runs(targets: Sequence[float | None]) -> list[tuple[int, int, float]]:
    found, begins = [], 0
    for value, group in groupby(targets):
        size = len(list(group))
        if value is not None:
            found.append((begins, begins + size - 1, value))
        begins += size
    return found


def _holes(values: Sequence[float | None]) -> list[tuple[int, int]]:
    found, begins = [], 0
    for is_hole, group in groupby(value is None for value in values):
        size = len(list(group))
        if is_hole:
            found.append((begins, begins + size - 1))
        begins += size
    return found
