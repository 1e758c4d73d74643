"""The charts of results, each with a Spanish sentence and the table of its numbers.

A frame has a row per theme (its short name) and a column per municipality; cells are scores as Decimal, or None where
there is no score. One column may be the reference (a median).
"""

from collections.abc import Mapping
from decimal import Decimal
from statistics import median
from typing import Any

import pandas as pd

from core import charts
from core.charts import Axis, Chart, own_columns
from core.numbers import CENTS, count_in_words, joined
from core.numbers import score as number

MOST_LEADERS = 3  # names in a sentence
BORDERS = (0, 20, 40, 60, 80, 100)
THEME, ROUND = "Tema", "Ciclo"


def radar(frame: pd.DataFrame, *, reference: str = "", least: Decimal = CENTS) -> Chart:
    """One closed line per column on an axis per theme. The sentence says where the columns differ most."""
    sentence = distribution_sentence(frame, reference=reference, least=least)
    return Chart(charts.radar(frame, reference=reference), sentence, *charts.table(frame, THEME))


def bars(
    frame: pd.DataFrame, *, reference: str = "", borders: tuple[float, ...] = BORDERS, least: Decimal = CENTS
) -> Chart:
    """Grouped bars, with ticks at the level `borders`. The sentence says who leads, and which theme is the lowest."""
    figure = charts.bars(frame, _scores(borders), reference=reference)
    return Chart(figure, leader_sentence(frame, reference=reference, least=least), *charts.table(frame, THEME))


def ladder(frame: pd.DataFrame, *, levels: int) -> Chart:
    """Stacked counts of municipalities per level, then of those without one.

    `frame`: a row per theme, the total first; a column per level from the lowest, then other groups; cells are counts.
    `levels`: how many of the columns are levels. The sentence names the levels with most municipalities in the total.
    """
    return Chart(charts.stacked_bars(frame, steps=levels), _crowded(frame, levels), *charts.table(frame, THEME, str))


def trajectories(frame: pd.DataFrame, *, borders: tuple[float, ...] = BORDERS, least: Decimal = CENTS) -> Chart:
    """One line per column over the rows (rounds, oldest first).

    The sentence counts rises and falls of `least` points or more between the last two rounds.
    """
    figure = charts.lines(frame, _scores(borders))
    return Chart(figure, movement_sentence(frame, least), *charts.table(frame, ROUND))


def _scores(borders: tuple[float, ...]) -> Axis:
    return Axis(limits=(0, 100), ticks=borders)


def _crowded(frame: pd.DataFrame, levels: int) -> str:
    """«Establecido es el nivel con más municipios: cuatro de nueve»."""
    first = [int(count) for count in frame.iloc[0]]
    on_levels, total = first[:levels], sum(first)
    most = max(on_levels, default=0)
    if not most:
        return "Ningún municipio tiene todavía un nivel"
    names = [str(name) for name, count in zip(frame.columns, on_levels, strict=False) if count == most]
    if len(names) == 1:
        return f"{names[0]} es el nivel con más municipios: {count_in_words(most)} de {count_in_words(total)}"
    return f"{joined(names)} son los niveles con más municipios: {count_in_words(most)} cada uno"


def movement_sentence(frame: pd.DataFrame, least: Decimal) -> str:
    """Count the columns that rose or fell by `least` or more between the last two rows."""
    if len(frame) < 2:
        return "Con un solo ciclo no hay nada que comparar"
    before, now = frame.iloc[-2], frame.iloc[-1]
    changes = [now[c] - before[c] for c in frame.columns if pd.notna(now[c]) and pd.notna(before[c])]
    if not changes:
        return f"Nadie tiene resultado completo en {frame.index[-2]} y en {frame.index[-1]}"
    up, down = sum(c >= least for c in changes), sum(c <= -least for c in changes)
    if not up and not down:
        return f"Nadie cambia {least} puntos o más desde {frame.index[-2]}"
    rise = f"{count_in_words(up).capitalize() if up else 'Ninguno'} de {count_in_words(len(changes))} que se comparan"
    rise = f"{rise} {'sube' if up < 2 else 'suben'}"
    fall = f"{count_in_words(down) if down else 'ninguno'} {'baja' if down < 2 else 'bajan'}"
    return f"{rise} {least} puntos o más desde {frame.index[-2]} y {fall}"


def distribution_sentence(frame: pd.DataFrame, *, reference: str = "", least: Decimal = CENTS) -> str:
    """Name the theme with the largest range, if it is `least` or more; for a single column, compare it with the reference."""
    own = own_columns(frame, reference)
    if len(own) == 1:
        return _single(frame, own[0], reference)
    widest = None
    for theme in frame.index:
        scores = [(frame.at[theme, name], name) for name in own if pd.notna(frame.at[theme, name])]
        if len(scores) > 1:
            low, high = min(scores, key=lambda s: s[0]), max(scores, key=lambda s: s[0])
            if widest is None or high[0] - low[0] > widest[0]:
                widest = (high[0] - low[0], theme, high, low)
    if widest is None:
        return "No hay puntajes que comparar"
    if not widest[0]:
        return "Todos tienen el mismo puntaje en cada tema"
    if widest[0] < least:
        return f"En ningún tema se separan {least} puntos o más"
    gap, theme, high, low = widest
    return (
        f"Donde más se separan es en {theme}: {number(gap)} puntos entre {high[1]} ({number(high[0])}) "
        f"y {low[1]} ({number(low[0])})"
    )


def leader_sentence(
    frame: pd.DataFrame,
    *,
    reference: str = "",
    medians: Mapping[Any, Any] | None = None,
    least: Decimal = CENTS,
) -> str:
    """Name the column that leads in most themes, and the themes with the lowest median.

    `least`: what makes a difference, between the first column and the next as between two medians.
    `medians`: by theme, where a page shows them: those of the rounded scores may differ by a hundredth.
    """
    own = own_columns(frame, reference)
    if len(own) == 1:
        return _single(frame, own[0], reference)
    firsts, middles = dict.fromkeys(own, 0), medians or _middles(frame, own)
    for theme in frame.index:
        scores = {name: frame.at[theme, name] for name in own if pd.notna(frame.at[theme, name])}
        ahead = [name for name, score in scores.items() if max(scores.values()) - score < least]
        if len(ahead) == 1:
            firsts[ahead[0]] += 1
    if not middles:
        return "No hay puntajes que comparar"
    return f"{_leaders(firsts, len(frame.index))}; en conjunto, {_lowest(middles, least)}"


def _lowest(middles: Mapping[Any, Any], least: Decimal) -> str:
    """«el tema más bajo es Informar (39,45)»: with all that are as low, or that none is lower than the others."""
    near = sorted(
        ((theme, middle) for theme, middle in middles.items() if middle - min(middles.values()) < least),
        key=lambda pair: pair[1],
    )
    named = [f"{theme} ({number(middle)})" for theme, middle in near]
    if len(named) == 1:
        return f"el tema más bajo es {named[0]}"
    if len(named) == len(middles):
        return "ningún tema está más bajo que los demás"
    return f"los temas más bajos son {joined(named)}"


def _leaders(firsts: dict[str, int], total: int) -> str:
    """Leaders by number of themes led alone; ties for first place count for no column."""
    most = max(firsts.values())
    names = [name for name, count in firsts.items() if count == most]
    if not most:
        return "Nadie va adelante en ningún tema"
    if len(names) > MOST_LEADERS:
        return f"{count_in_words(len(names)).capitalize()} municipios se reparten los primeros lugares"
    if len(names) > 1:
        return f"{joined(names)} van adelante en {_of(most, total, 'tema')} cada uno"
    return f"{names[0]} va adelante en {_of(most, total, 'tema')}"


def _middles(frame: pd.DataFrame, own: list[str]) -> dict[Any, Any]:
    known = {theme: [frame.at[theme, n] for n in own if pd.notna(frame.at[theme, n])] for theme in frame.index}
    return {theme: median(scores) for theme, scores in known.items() if scores}


def _single(frame: pd.DataFrame, name: str, reference: str) -> str:
    scores = {theme: frame.at[theme, name] for theme in frame.index if pd.notna(frame.at[theme, name])}
    if not scores:
        return f"{name} no tiene puntajes que mostrar"
    best, worst = max(scores, key=lambda t: scores[t]), min(scores, key=lambda t: scores[t])
    if reference not in frame.columns:
        return f"El tema más alto es {best} ({number(scores[best])}) y el más bajo es {worst} ({number(scores[worst])})"
    known = {t: (s, frame.at[t, reference]) for t, s in scores.items() if pd.notna(frame.at[t, reference])}
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
    return (
        f"los {count_in_words(total)} {noun}s"
        if count == total
        else f"{count_in_words(count)} de {count_in_words(total)} {noun}s"
    )
