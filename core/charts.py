"""The two figures of the gallery, and with them how a figure is written: plain data and tokens as colours.

The browser (static/js/charts.js) adds font, grid, ground and hover; a figure carries no template and no fixed size.
"""

from typing import Any

from core.numbers import score

SAMPLE_THEMES = ["Tema 1", "Tema 2", "Tema 3 de<br>ejemplo", "Tema 4", "Tema 5", "Tema 6", "Tema 7"]
SAMPLE_SCORES = {
    "Municipio A": [74.2, 61.85, 36.31, 68.4, 57.12, 49.5, 63.27],
    "Municipio B": [58.1, 70.4, 52.75, 61.02, 44.9, 38.66, 71.3],
    "Municipio C": [41.33, 47.2, 43.85, 55.6, 66.18, 59.04, 52.41],
}
SAMPLE_HEADERS = ["Municipio", *(theme.replace("<br>", " ") for theme in SAMPLE_THEMES)]
SAMPLE_ROWS = [[name, *map(score, scores)] for name, scores in SAMPLE_SCORES.items()]
# One solid line for the reader's own municipality; the others also differ by dash, not by colour alone.
STROKES = [("var(--brand)", "solid"), ("var(--ink-2)", "dash"), ("var(--river)", "dot")]


def sample_radar() -> dict[str, Any]:
    """draw three series on seven axes."""
    closed = [*SAMPLE_THEMES, SAMPLE_THEMES[0]]
    traces = [
        {
            "type": "scatterpolar",
            "name": name,
            "theta": closed,
            "r": [*scores, scores[0]],
            "line": {"color": color, "dash": dash, "width": 3 if dash == "solid" else 2},
            "hovertemplate": "%{theta}: %{r:.2f}",
        }
        for (name, scores), (color, dash) in zip(SAMPLE_SCORES.items(), STROKES, strict=True)
    ]
    return {"data": traces, "layout": {}}


def sample_bars() -> dict[str, Any]:
    """draw the same three series as grouped bars, axis from 0 to 100 with ticks at the level borders."""
    traces = [
        {
            "type": "bar",
            "name": name,
            "x": SAMPLE_THEMES,
            "y": scores,
            "marker": {"color": color, "line": {"color": "var(--ink)", "width": 1}},
            "hovertemplate": "%{x}: %{y:.2f}",
        }
        for (name, scores), (color, _) in zip(SAMPLE_SCORES.items(), STROKES, strict=True)
    ]
    return {"data": traces, "layout": {"barmode": "group", "yaxis": {"range": [0, 100], "dtick": 20}}}
