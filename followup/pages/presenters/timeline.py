"""The line of a commitment, true to time: where its milestones, its ends and today lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format

from core.words import long_date, short_day
from followup.commitments.models import Milestone

NEAREST = (
    3  # per cent of the line: milestones closer than that are not drawn one on the other, the list is read instead
)
TOUCHING = 45  # per cent: on a phone, the words of two marks that are nearer touch
MOST_TICKS = 5
LEFT, MIDDLE, RIGHT = "start", "middle", "end"


@dataclass(frozen=True)
class Mark:
    """`x`: per cent of the line. `kind`: d (done), l (late), n (to come) of a milestone."""

    x: float
    text: str
    anchor: str = MIDDLE
    kind: str = ""


@dataclass(frozen=True)
class Timeline:
    ticks: list[Mark]
    steps: list[Mark]
    today: Mark | None
    original_end: Mark | None
    gone: float
    words: str


def timeline(start: date, end: date, original_end: date, steps: Sequence[Milestone], today: date) -> Timeline | None:
    """Return the drawing; None where two milestones would touch, or the line has no length."""
    stands = [one.done_on or one.due_on for one in steps]
    first, last = min([start, *stands]), max([end, original_end, *stands])
    span = (last - first).days
    if span < 1:
        return None

    def x(day: date) -> float:
        return round((day - first).days * 100 / span, 2)

    if any(after - before < NEAREST for before, after in pairwise(sorted(x(day) for day in stands))):
        return None
    marks = [Mark(x(day), str(one.number), kind=_kind(one, today)) for one, day in zip(steps, stands, strict=True)]
    now = Mark(x(today), f"hoy, {short_day(today)}", _anchor(x(today))) if first <= today <= last else None
    promised = Mark(x(original_end), f"prometido: {short_day(original_end)}", _anchor(x(original_end)))
    was = promised if original_end != end else None
    if now and was and abs(now.x - was.x) < TOUCHING:  # their words would touch: one is written to each side
        left, right = sorted((now, was), key=lambda mark: mark.x)
        beside = {id(left): RIGHT if left.x > 15 else LEFT, id(right): LEFT if right.x < 85 else RIGHT}
        now, was = (Mark(mark.x, mark.text, beside[id(mark)]) for mark in (now, was))
    gone = 100.0 if today > last else max(0.0, x(today))
    words = (
        f"La línea va del {long_date(first)} al {long_date(last)}. El punto está donde se cumplió el hito o, si falta, "
        "donde vence."
    )
    return Timeline(_ticks(first, last, x), marks, now, was, gone, words)


def _kind(one: Milestone, today: date) -> str:
    return "d" if one.done_on else "l" if one.due_on < today else "n"


def _anchor(x: float) -> str:
    return LEFT if x < 15 else RIGHT if x > 85 else MIDDLE


def _ticks(first: date, last: date, x) -> list[Mark]:
    """Return the ends of the line and, between them, months that begin and have room for their names."""
    marks = [Mark(0, date_format(first, "b Y"), LEFT), Mark(100, date_format(last, "b Y"), RIGHT)]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = max(1, -(-months // MOST_TICKS))
    for ahead in range(step, months, step):
        years, month = divmod(first.month - 1 + ahead, 12)
        at = x(date(first.year + years, month + 1, 1))
        if 18 < at < 82:
            marks.append(Mark(at, date_format(date(first.year + years, month + 1, 1), "b")))
    return sorted(marks, key=lambda mark: mark.x)
