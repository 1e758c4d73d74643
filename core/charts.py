"""Frames → Plotly figures as plain dicts, and the table of the same numbers.

A frame has a row per label and a column per series; cells are numbers or None. One column may be the `reference` for the
others: a median, a target. Colours are tokens of the page, "var(--brand)"; series also differ by dash, symbol or pattern, so
that they can be told apart without colour. The browser (static/js/charts.js) adds font, grid, background and hover; a figure
carries no template and no width.
"""

from collections.abc import Callable, Sequence
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from core import numbers

LABEL_WIDTH = 13  # characters per line of an axis label, for a phone
LABEL_HEIGHT = 0.04  # of the value axis, taken by the text at the end of a line
MOST_TICKS = 12  # most counts for which an axis has a tick each

# (colour, dash, symbol) of a line and (colour, pattern) of a bar; combined they repeat only after 24 series.
COLOURS = ("var(--brand)", "var(--river)", "var(--ink-2)", "var(--link-visited)")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down")
PATTERNS = ("", "/", ".", "x", "\\", "-", "|", "+")
REFERENCE = "var(--ink)"
# Ordered steps, from the lowest, and the unordered groups after them.
STEP_PATTERNS = ("", ".", "/", "\\", "+")
OTHER_PATTERNS = ("x", "-", "|")

Figure = dict[str, Any]


class Chart(NamedTuple):
    """Input of components/chart.html: the figure, its title as a sentence, and its table as formatted text."""

    figure: Figure
    sentence: str
    headers: list[str]
    rows: list[list[str]]


class Axis(NamedTuple):
    """The value axis. Plotly chooses the limits and ticks that are not given; `unit` follows a value on hover."""

    limits: tuple[float, float] | None = None
    ticks: Sequence[float] = ()
    unit: str = ""


def radar(frame: pd.DataFrame, *, reference: str = "") -> Figure:
    """Draw one closed line per column on an axis per row, 0 at the centre and 100 at the edge."""
    data = []
    for number, name in enumerate(own_columns(frame, reference)):
        alone = number == 0 and len(frame.columns) <= 2
        ground = {"fill": "toself", "fillcolor": "var(--brand-soft)", "opacity": 0.9} if alone else {"fill": "none"}
        data.append(_closed(frame, name) | _line(number, 3 if number == 0 else 2) | ground)
    if reference in frame.columns:
        data.append(_closed(frame, reference) | _reference_line() | {"fill": "none"})
    return {"data": data, "layout": {"showlegend": len(data) > 1}}


def bars(frame: pd.DataFrame, axis: Axis, *, reference: str = "") -> Figure:
    """Draw grouped bars, a group per row, and the reference as an outline; horizontal on a phone."""
    data = []
    for number, name in enumerate(own_columns(frame, reference)):
        colour = COLOURS[number % len(COLOURS)]
        shape = PATTERNS[number % len(PATTERNS)]
        pattern = {"shape": shape, "fgcolor": colour, "bgcolor": "var(--bg)", "size": 7} if shape else {"shape": ""}
        marker = {"color": colour, "pattern": pattern, "line": {"color": colour, "width": 1}}
        data.append({"type": "bar"} | _series(frame, name, axis) | {"marker": marker})
    if reference in frame.columns:
        outline = {"color": "var(--bg-3)", "line": {"color": REFERENCE, "width": 2}}
        data.append({"type": "bar"} | _series(frame, reference, axis) | {"marker": outline})
    return {"data": data, "layout": {"barmode": "group", "yaxis": _drawn(axis), "showlegend": len(data) > 1}}


def stacked_bars(frame: pd.DataFrame, *, steps: int) -> Figure:
    """Draw a horizontal stacked bar of counts per row; the first row is the total.

    `steps`: how many of the columns are ordered steps, from the lowest; the others are unordered groups after them.
    """
    labels = _labels(frame)
    data = []
    for position, name in enumerate(frame.columns):
        is_step = position < steps
        colour = f"var(--n{position + 1})" if is_step else "var(--bg-3)"
        shape = STEP_PATTERNS[position % len(STEP_PATTERNS)] if is_step else OTHER_PATTERNS[(position - steps) % 3]
        ink = f"var(--on-n{position + 1})" if is_step else "var(--ink)"
        counts = [int(count) for count in frame[name]]
        data.append({
            "type": "bar", "orientation": "h", "name": escape(str(name)), "y": labels, "x": counts,
            "text": [str(count) if count else "" for count in counts], "textposition": "inside", "textangle": 0,
            "insidetextanchor": "middle", "hovertemplate": "%{y}: %{x}",
            "insidetextfont": {"color": ink},
            "marker": {
                "color": colour, "line": {"color": "var(--n-edge)", "width": 1},
                "pattern": {"shape": shape, "fgcolor": ink, "fgopacity": 0.2, "fillmode": "overlay", "size": 8},
            },
        })  # fmt: skip
    has_few = bool(len(frame)) and int(frame.iloc[0].sum()) <= MOST_TICKS
    layout = {
        "barmode": "stack", "yaxis": {"autorange": "reversed"}, "xaxis": {"dtick": 1, "tick0": 0} if has_few else {},
        "height": 120 + 40 * len(labels), "showlegend": True, "bargap": 0.3,
    }  # fmt: skip
    return {"data": data, "layout": layout}


def lines(frame: pd.DataFrame, axis: Axis, *, reference: str = "") -> Figure:
    """Draw one line per column over the rows (moments, oldest first), labelled at its last point with two letters.

    The reference is labelled with its whole name. A gap stays a gap.
    """
    own = own_columns(frame, reference)
    names = dict(zip(own, abbreviations([str(name) for name in own]), strict=True)) | {reference: reference}
    ends = _ends(frame, names, axis)
    data = []
    for name in frame.columns:
        text = [escape(ends.get((name, place), "")) for place in range(len(frame))]
        data.append(
            {"type": "scatter", "mode": "lines+markers+text"} | _series(frame, name, axis)
            | {"text": text, "textposition": "middle right", "cliponaxis": False}
            | (_reference_line() if name == reference else _line(own.index(name), 2))
        )  # fmt: skip
    layout = {
        "yaxis": _drawn(axis), "showlegend": False,
        "xaxis": {"type": "category", "range": [-0.2, len(frame) - 0.6]}, "height": 420,
    }  # fmt: skip
    return {"data": data, "layout": layout}


def table(
    frame: pd.DataFrame, corner: str, write: Callable[[Any], str] = numbers.score
) -> tuple[list[str], list[list[str]]]:
    """Return headers and rows as formatted text. `corner`: header of the row labels; `write`: formats a cell."""
    cells = frame.to_numpy(dtype=object).tolist()
    rows = [[str(label), *map(write, row)] for label, row in zip(frame.index, cells, strict=True)]
    return [corner, *map(str, frame.columns)], rows


def own_columns(frame: pd.DataFrame, reference: str) -> list[str]:
    return [name for name in frame.columns if name != reference]


def abbreviations(names: Sequence[str]) -> list[str]:
    """Return a distinct abbreviation of two letters for each name: initials first, its 1-based position as last resort."""
    taken: set[str] = set()
    found = []
    for position, name in enumerate(names, start=1):
        words = name.split() or ["?"]
        letters = "".join(c for c in name if c.isalpha()) or "?"
        wanted = [words[0][0] + words[-1][0], words[0][0] + words[-1][-1]] if len(words) > 1 else []
        wanted += [letters[0] + other for other in letters[1:]]
        short = next((w for w in wanted if w not in taken), str(position))
        taken.add(short)
        found.append(short)
    return found


def _labels(frame: pd.DataFrame) -> list[str]:
    return ["<br>".join(wrap(escape(str(x)), LABEL_WIDTH, break_long_words=False)) or "–" for x in frame.index]


def _values(frame: pd.DataFrame, name: str) -> list[float | None]:
    return [float(cell) if pd.notna(cell) else None for cell in frame[name]]


def _series(frame: pd.DataFrame, name: str, axis: Axis) -> Figure:
    return {
        "name": escape(str(name)), "x": _labels(frame), "y": _values(frame, name),
        "hovertemplate": "%{x}: %{y:.2f}" + (f" {axis.unit}" if axis.unit else ""),
    }  # fmt: skip


def _closed(frame: pd.DataFrame, name: str) -> Figure:
    labels, values = _labels(frame), _values(frame, name)
    # Plotly leaves a radar line open: repeat the first axis at the end.
    return {
        "type": "scatterpolar", "name": escape(str(name)), "mode": "lines+markers",
        "theta": [*labels, *labels[:1]], "r": [*values, *values[:1]], "hovertemplate": "%{theta}: %{r:.2f}",
    }  # fmt: skip


def _line(number: int, width: int) -> Figure:
    colour = COLOURS[number % len(COLOURS)]
    return {
        "line": {"color": colour, "dash": DASHES[number % len(DASHES)], "width": width},
        "marker": {"color": colour, "symbol": SYMBOLS[number % len(SYMBOLS)], "size": 8},
    }


def _reference_line() -> Figure:
    return {
        "line": {"color": REFERENCE, "dash": "dash", "width": 2},
        "marker": {"color": REFERENCE, "symbol": "circle-open", "size": 6},
    }


def _drawn(axis: Axis) -> Figure:
    limits = {"range": list(axis.limits)} if axis.limits else {}
    return limits | ({"tickmode": "array", "tickvals": list(axis.ticks)} if axis.ticks else {})


def _ends(frame: pd.DataFrame, names: dict[str, str], axis: Axis) -> dict[tuple[str, int], str]:
    """Labels at the last point of each column, by (column, row); labels that would overlap are joined."""
    values = {name: _values(frame, name) for name in frame.columns}
    known = [v for column in values.values() for v in column if v is not None]
    low, high = axis.limits or (min(known, default=0), max(known, default=0))
    last = []
    for number, (name, column) in enumerate(values.items()):
        points = [(place, value) for place, value in enumerate(column) if value is not None]
        if points:
            last.append((*points[-1], number, name))
    found: dict[tuple[str, int], str] = {}
    above: tuple[int, float, str] | None = None  # row, value and column of the last label
    for place, value, _, name in sorted(last):
        if above and above[0] == place and value - above[1] < LABEL_HEIGHT * (high - low):
            found[above[2], place] += f", {names[name]}"
        else:
            found[name, place] = names[name]
            above = (place, value, name)
    return found
