"""Frames → Plotly figures as plain dicts, each with the Spanish sentence and the table of the same numbers.

A frame has a row per theme (its short name) and a column per municipality; cells are scores as Decimal, or None where
there is no score. One column may be the reference (a median). Colours are tokens of the page, "var(--brand)"; series
also differ by dash, mark or pattern, so that they can be told apart without colour.
"""

from decimal import Decimal
from html import escape
from statistics import median
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from core import numbers

LABEL_WIDTH = 13  # letters a line of an axis label holds on a phone
CENTS = Decimal("0.01")
MOST_LEADERS = 3  # names that a sentence still carries
BORDERS = (0, 20, 40, 60, 80, 100)

# (colour, dash, mark) of a line and (colour, pattern) of a bar; combined they repeat only after 24 series.
COLOURS = ("var(--brand)", "var(--river)", "var(--ink-2)", "var(--link-visited)")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down")
PATTERNS = ("", "/", ".", "x", "\\", "-", "|", "+")
REFERENCE = "var(--ink)"
# Of the steps of a ladder, from the lowest (none, dots, thin, thick, grid), and of those without a level.
STEP_PATTERNS = ("", ".", "/", "\\", "+")
OTHER_PATTERNS = ("x", "-", "|")
LABEL_HEIGHT = 4  # points of 100 that the letters at the end of a line take
MOST_TICKS = 12  # counts that an axis names one by one

WORDS = ("ningún", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")


class Chart(NamedTuple):
    """What components/chart.html draws: the figure, the sentence that is its title, and its table of ready text."""

    figure: dict[str, Any]
    sentence: str
    headers: list[str]
    rows: list[list[str]]


def radar(frame: pd.DataFrame, *, reference: str = "") -> Chart:
    """draw one closed line per column on an axis per theme, 0 at the centre and 100 at the edge.

    `reference` names the column drawn dashed and unfilled. The sentence says where the columns differ most.
    """
    labels = [_label(theme) for theme in frame.index]
    data = []
    for number, name in enumerate(_own(frame, reference)):
        alone = number == 0 and len(frame.columns) <= 2
        colour = COLOURS[number % len(COLOURS)]
        line = {"color": colour, "dash": DASHES[number % len(DASHES)], "width": 3 if number == 0 else 2}
        mark = {"color": colour, "symbol": MARKS[number % len(MARKS)], "size": 8}
        trace = _polar(frame, name, labels) | {"line": line, "marker": mark, "fill": "toself" if alone else "none"}
        data.append(trace | ({"fillcolor": "var(--brand-soft)", "opacity": 0.9} if alone else {}))
    if reference in frame.columns:
        line = {"color": REFERENCE, "dash": "dash", "width": 2}
        mark = {"color": REFERENCE, "symbol": "circle-open", "size": 6}
        data.append(_polar(frame, reference, labels) | {"line": line, "marker": mark, "fill": "none"})
    figure = {"data": data, "layout": {"showlegend": len(data) > 1}}
    return Chart(figure, spread_sentence(frame, reference=reference), *table(frame))


def bars(frame: pd.DataFrame, *, reference: str = "", borders: tuple[float, ...] = BORDERS) -> Chart:
    """draw grouped bars from 0 to 100, a group per theme, ticks at the level `borders`.

    The sentence says who leads, and which theme is the lowest.
    """
    labels = [_label(theme) for theme in frame.index]
    data = []
    for number, name in enumerate(_own(frame, reference)):
        colour = COLOURS[number % len(COLOURS)]
        shape = PATTERNS[number % len(PATTERNS)]
        pattern = {"shape": shape, "fgcolor": colour, "bgcolor": "var(--bg)", "size": 7} if shape else {"shape": ""}
        data.append(
            _bar(frame, name, labels, {"color": colour, "pattern": pattern, "line": {"color": colour, "width": 1}})
        )
    if reference in frame.columns:
        outline = {"color": "var(--bg-3)", "line": {"color": REFERENCE, "width": 2}}
        data.append(_bar(frame, reference, labels, outline))
    axis = {"range": [0, 100], "tickmode": "array", "tickvals": list(borders)}
    layout = {"barmode": "group", "yaxis": axis, "showlegend": len(data) > 1}
    return Chart({"data": data, "layout": layout}, leader_sentence(frame, reference=reference), *table(frame))


def ladder(frame: pd.DataFrame, *, levels: int) -> Chart:
    """draw a lying stacked bar per row: how many municipalities stand on each level, then those without one.

    `frame`: a row per theme, the total first; a column per level from the lowest, then other groups; cells are counts.
    `levels`: how many of the columns are levels. The sentence says on which level most stand in the total.
    """
    labels = [_label(theme) for theme in frame.index]
    data = []
    for position, name in enumerate(frame.columns):
        is_level = position < levels
        colour = f"var(--n{position + 1})" if is_level else "var(--bg-3)"
        shape = STEP_PATTERNS[position % len(STEP_PATTERNS)] if is_level else OTHER_PATTERNS[(position - levels) % 3]
        ink = f"var(--on-n{position + 1})" if is_level else "var(--ink)"
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
    layout = {
        "barmode": "stack", "yaxis": {"autorange": "reversed"}, "xaxis": {"dtick": 1, "tick0": 0} if _few(frame) else {},
        "height": 120 + 40 * len(labels), "showlegend": True, "bargap": 0.3,
    }  # fmt: skip
    rows = [[str(theme), *(str(int(c)) for c in row)] for theme, row in zip(frame.index, _cells(frame), strict=True)]
    return Chart({"data": data, "layout": layout}, _crowded(frame, levels), ["Tema", *map(str, frame.columns)], rows)


def _few(frame: pd.DataFrame) -> bool:
    return bool(len(frame)) and int(frame.iloc[0].sum()) <= MOST_TICKS


def _crowded(frame: pd.DataFrame, levels: int) -> str:
    """«Establecido es el nivel con más municipios: cuatro de nueve»."""
    first = [int(count) for count in frame.iloc[0]]
    on_levels, total = first[:levels], sum(first)
    most = max(on_levels, default=0)
    if not most:
        return "Ningún municipio tiene todavía un nivel"
    names = [str(name) for name, count in zip(frame.columns, on_levels, strict=False) if count == most]
    if len(names) == 1:
        return f"{names[0]} es el nivel con más municipios: {in_words(most)} de {in_words(total)}"
    return f"{', '.join(names[:-1])} y {names[-1]} son los niveles con más municipios: {in_words(most)} cada uno"


def courses(frame: pd.DataFrame, *, borders: tuple[float, ...] = BORDERS, least: Decimal = CENTS) -> Chart:
    """draw one line per column over the rows (rounds, oldest first), named by two letters at its last point.

    A gap stays a gap. The sentence counts who rose and who fell by `least` points or more between the last two rounds.
    """
    labels, ends = [_label(moment) for moment in frame.index], _ends(frame)
    data = []
    for number, name in enumerate(frame.columns):
        colour = COLOURS[number % len(COLOURS)]
        data.append({
            "type": "scatter", "mode": "lines+markers+text", "name": escape(str(name)), "x": labels, "y": _values(frame, name),
            "text": [escape(ends.get((number, place), "")) for place in range(len(labels))],
            "textposition": "middle right", "hovertemplate": "%{x}: %{y:.2f}", "cliponaxis": False,
            "line": {"color": colour, "dash": DASHES[number % len(DASHES)], "width": 2},
            "marker": {"color": colour, "symbol": MARKS[number % len(MARKS)], "size": 8},
        })  # fmt: skip
    layout = {
        "yaxis": {"range": [0, 100], "tickmode": "array", "tickvals": list(borders)}, "showlegend": False,
        "xaxis": {"type": "category", "range": [-0.2, len(labels) - 0.6]}, "height": 420,
    }  # fmt: skip
    headers = ["Ciclo", *map(str, frame.columns)]
    return Chart({"data": data, "layout": layout}, movement_sentence(frame, least), headers, table(frame)[1])


def _ends(frame: pd.DataFrame) -> dict[tuple[int, int], str]:
    """The two letters at the last point of each column, by column and row; those that would cover each other stand together."""
    last = []
    for number, (name, mark) in enumerate(zip(frame.columns, marks([str(c) for c in frame.columns]), strict=True)):
        known = [(place, value) for place, value in enumerate(_values(frame, name)) if value is not None]
        if known:
            last.append((*known[-1], number, mark))
    found: dict[tuple[int, int], str] = {}
    above: tuple[int, float, int] | None = None  # place, score and column of the label written last
    for place, score, number, mark in sorted(last):
        if above and above[0] == place and score - above[1] < LABEL_HEIGHT:
            found[above[2], place] += f", {mark}"
        else:
            found[number, place] = mark
            above = (place, score, number)
    return found


def movement_sentence(frame: pd.DataFrame, least: Decimal) -> str:
    """say how many columns rose or fell by `least` or more from the row before the last to the last."""
    if len(frame) < 2:
        return "Con un solo ciclo no hay nada que comparar"
    before, now = frame.iloc[-2], frame.iloc[-1]
    changes = [now[c] - before[c] for c in frame.columns if _is_score(now[c]) and _is_score(before[c])]
    if not changes:
        return f"Nadie tiene resultado completo en {frame.index[-2]} y en {frame.index[-1]}"
    up, down = sum(c >= least for c in changes), sum(c <= -least for c in changes)
    if not up and not down:
        return f"Nadie cambia {least} puntos o más desde {frame.index[-2]}"
    rise = f"{in_words(up).capitalize() if up else 'Ninguno'} de {in_words(len(changes))} que se comparan"
    rise = f"{rise} {'sube' if up < 2 else 'suben'}"
    fall = f"{in_words(down) if down else 'ninguno'} {'baja' if down < 2 else 'bajan'}"
    return f"{rise} {least} puntos o más desde {frame.index[-2]} y {fall}"


def table(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """return the headers and rows of a frame as ready text, two decimals with a comma, «–» where there is no score."""
    headers = ["Tema", *map(str, frame.columns)]
    rows = [
        [str(theme), *(number(cell) for cell in row)] for theme, row in zip(frame.index, _cells(frame), strict=True)
    ]
    return headers, rows


def spread_sentence(frame: pd.DataFrame, *, reference: str = "") -> str:
    """say where the columns lie farthest apart or, of a single one, how it stands to the reference."""
    own = _own(frame, reference)
    if len(own) == 1:
        return _single(frame, own[0], reference)
    widest = None
    for theme in frame.index:
        scores = [(frame.at[theme, name], name) for name in own if _is_score(frame.at[theme, name])]
        if len(scores) > 1:
            low, high = min(scores, key=lambda s: s[0]), max(scores, key=lambda s: s[0])
            if widest is None or high[0] - low[0] > widest[0]:
                widest = (high[0] - low[0], theme, high, low)
    if widest is None:
        return "No hay puntajes que comparar"
    if not widest[0]:
        return "Todos tienen el mismo puntaje en cada tema"
    gap, theme, high, low = widest
    return (
        f"Donde más se separan es en {theme}: {number(gap)} puntos entre {high[1]} ({number(high[0])}) "
        f"y {low[1]} ({number(low[0])})"
    )


def leader_sentence(frame: pd.DataFrame, *, reference: str = "") -> str:
    """say which column leads in most themes, and which theme has the lowest median of all."""
    own = _own(frame, reference)
    if len(own) == 1:
        return _single(frame, own[0], reference)
    firsts, middles = dict.fromkeys(own, 0), _middles(frame, own)
    for theme in frame.index:
        scores = {name: frame.at[theme, name] for name in own if _is_score(frame.at[theme, name])}
        ahead = [name for name, score in scores.items() if score == max(scores.values())]
        if len(ahead) == 1:
            firsts[ahead[0]] += 1
    if not middles:
        return "No hay puntajes que comparar"
    theme, middle = min(middles.items(), key=lambda pair: pair[1])
    return f"{_leaders(firsts, len(frame.index))}; en conjunto, el tema más bajo es {theme} ({number(middle)})"


def _leaders(firsts: dict[str, int], total: int) -> str:
    """Who is ahead, alone, in most themes; shared first places count for nobody."""
    most = max(firsts.values())
    names = [name for name, count in firsts.items() if count == most]
    if not most:
        return "Nadie va adelante en ningún tema"
    if len(names) > MOST_LEADERS:
        return f"{in_words(len(names)).capitalize()} municipios se reparten los primeros lugares"
    if len(names) > 1:
        return f"{', '.join(names[:-1])} y {names[-1]} van adelante en {_of(most, total, 'tema')} cada uno"
    return f"{names[0]} va adelante en {_of(most, total, 'tema')}"


def _middles(frame: pd.DataFrame, own: list[str]) -> dict[Any, Any]:
    """The median of the columns in each theme that has a score."""
    known = {theme: [frame.at[theme, n] for n in own if _is_score(frame.at[theme, n])] for theme in frame.index}
    return {theme: median(scores) for theme, scores in known.items() if scores}


def in_words(count: int) -> str:
    """write a count up to twelve as a word («ningún», «uno», «dos»), a larger one in figures."""
    return WORDS[count] if 0 <= count < len(WORDS) else str(count)


def number(value: Any) -> str:
    """write a score with two decimals and a comma; «–» for none."""
    return numbers.score(value if _is_score(value) else None)


def marks(names: list[str]) -> list[str]:
    """return two letters for each name, all different: initials where there are several words, else its number in the row."""
    taken: set[str] = set()
    found = []
    for position, name in enumerate(names, start=1):
        words = name.split() or ["?"]
        letters = "".join(c for c in name if c.isalpha()) or "?"
        wanted = [words[0][0] + words[-1][0], words[0][0] + words[-1][-1]] if len(words) > 1 else []
        wanted += [letters[0] + other for other in letters[1:]]
        mark = next((w for w in wanted if w not in taken), str(position))
        taken.add(mark)
        found.append(mark)
    return found


def _single(frame: pd.DataFrame, name: str, reference: str) -> str:
    scores = {theme: frame.at[theme, name] for theme in frame.index if _is_score(frame.at[theme, name])}
    if not scores:
        return f"{name} no tiene puntajes que mostrar"
    best, worst = max(scores, key=lambda t: scores[t]), min(scores, key=lambda t: scores[t])
    if reference not in frame.columns:
        return f"El tema más alto es {best} ({number(scores[best])}) y el más bajo es {worst} ({number(scores[worst])})"
    known = {t: (s, frame.at[t, reference]) for t, s in scores.items() if _is_score(frame.at[t, reference])}
    above = [theme for theme, (own, other) in known.items() if own > other]
    if len(above) == len(known):
        return f"{name} está por encima de la mediana en todos los temas"
    farthest = min(known, key=lambda t: known[t][0] - known[t][1])
    if not above:
        start = f"{name} no pasa la mediana en ningún tema"
    else:
        start = f"{name} está por encima de la mediana en {_of(len(above), len(known), 'tema')}"
    own, other = known[farthest]
    if own == other:
        return start
    return f"{start}; donde más le falta es {farthest}: {number(own)} frente a {number(other)}"


def _of(count: int, total: int, noun: str) -> str:
    """«los siete temas», «cinco de siete temas»."""
    if total == 1:
        return f"el único {noun}"
    return f"los {in_words(total)} {noun}s" if count == total else f"{in_words(count)} de {in_words(total)} {noun}s"


def _own(frame: pd.DataFrame, reference: str) -> list[str]:
    return [name for name in frame.columns if name != reference]


def _is_score(value: Any) -> bool:
    return value is not None and value == value  # NaN is not equal to itself


def _cells(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.to_numpy(dtype=object).tolist()


def _values(frame: pd.DataFrame, name: str) -> list[float | None]:
    return [float(cell) if _is_score(cell) else None for cell in frame[name]]


def _polar(frame: pd.DataFrame, name: str, labels: list[str]) -> dict[str, Any]:
    values = _values(frame, name)
    # Plotly leaves a line of a radar open: the first axis comes again at the end.
    return {
        "type": "scatterpolar", "name": escape(name), "mode": "lines+markers",
        "theta": [*labels, *labels[:1]], "r": [*values, *values[:1]], "hovertemplate": "%{theta}: %{r:.2f}",
    }  # fmt: skip


def _bar(frame: pd.DataFrame, name: str, labels: list[str], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar", "name": escape(name), "x": labels, "y": _values(frame, name),
        "marker": marker, "hovertemplate": "%{x}: %{y:.2f}",
    }  # fmt: skip


def _label(theme: Any) -> str:
    return "<br>".join(wrap(escape(str(theme)), LABEL_WIDTH, break_long_words=False)) or "–"
