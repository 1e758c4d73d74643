"""Figures and tables of core/charts.py; plotly itself says whether a figure is one."""

import pandas as pd
import plotly.graph_objects as go
import pytest

from core.charts import Axis, abbreviations, bars, lines, radar, stacked_bars, table

LABELS = ["Informar", "Escuchar", "Rendición de cuentas claras"]
SCORES = Axis(limits=(0, 100), ticks=(0, 50, 100))


def frame(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns, index=LABELS, dtype=object)


def many(count: int) -> pd.DataFrame:
    return frame(**{f"Lugar {n}": [n, n + 1, n + 2] for n in range(count)})


ALONE = frame(Norte=[74.2, 36.31, 58.9], Mediana=[60.9, 43.85, 47.9])
THREE = frame(Norte=[74.2, 36.31, 58.9], Sur=[50, 60, None], Este=[10.1, 61, 20])
COUNTS = pd.DataFrame([[1, 3, 1], [0, 4, 1]], index=["Total", "Parte"], columns=["Bajo", "Alto", "Aparte"])
DRAWN = {
    "radar of one": radar(ALONE, reference="Mediana"),
    "radar of three": radar(THREE),
    "radar of twelve": radar(many(12)),
    "bars of one": bars(ALONE, SCORES, reference="Mediana"),
    "bars of three": bars(THREE, SCORES),
    "bars of twelve": bars(many(12), Axis(unit="km")),
    "lines of three": lines(THREE, SCORES),
    "lines with a target": lines(ALONE, Axis(unit="km"), reference="Mediana"),
    "stacked bars": stacked_bars(COUNTS, steps=2),
}


@pytest.mark.parametrize("name", DRAWN)
def test_plotly_accepts_the_figure_and_changes_nothing(name: str):
    figure = DRAWN[name]
    accepted = go.Figure(figure).to_dict()
    drawn = [{key: _plain(value) for key, value in trace.items()} for trace in accepted["data"]]
    assert drawn == figure["data"]
    layout = {key: value for key, value in figure["layout"].items() if value != {}}  # plotly drops an empty axis
    assert {key: _plain(accepted["layout"][key]) for key in layout} == layout


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return list(value) if isinstance(value, tuple | list) else value


def test_plotly_refuses_a_property_that_does_not_exist():
    figure = radar(ALONE)
    figure["data"][0]["line"]["dashes"] = "dot"
    with pytest.raises(ValueError, match="dashes"):
        go.Figure(figure)


@pytest.mark.parametrize("name", DRAWN)
def test_every_colour_is_a_token(name: str):
    found = [value for key, value in _leaves(DRAWN[name]) if "color" in key]
    assert found
    assert [value for value in found if not value.startswith("var(--")] == []


def _leaves(node, key=""):
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from _leaves(inner, name)
    elif isinstance(node, list):
        for inner in node:
            yield from _leaves(inner, key)
    else:
        yield key, node


def test_lines_differ_without_colour():
    looks = [(t["line"]["dash"], t["marker"]["symbol"]) for t in DRAWN["radar of twelve"]["data"]]
    assert len(set(looks)) == 12


def test_bars_of_up_to_eight_differ_without_colour():
    shapes = [t["marker"]["pattern"]["shape"] for t in bars(many(8), SCORES)["data"]]
    assert len(set(shapes)) == 8


def test_radar_is_closed_and_names_every_axis_once_more():
    trace = radar(ALONE)["data"][0]
    assert trace["r"] == [74.2, 36.31, 58.9, 74.2]
    assert trace["theta"] == ["Informar", "Escuchar", "Rendición de<br>cuentas<br>claras", "Informar"]


def test_missing_value_is_a_gap_and_a_dash_and_never_zero():
    assert bars(THREE, SCORES)["data"][1]["y"] == [50.0, 60.0, None]
    headers, rows = table(THREE, "Tema")
    assert headers == ["Tema", "Norte", "Sur", "Este"]
    assert rows[2] == ["Rendición de cuentas claras", "58,90", "–", "20,00"]


def test_axis_has_its_limits_ticks_and_unit_and_else_plotly_chooses():
    limited, free = (bars(THREE, axis) for axis in (SCORES, Axis(unit="km")))
    assert limited["layout"]["yaxis"] == {"range": [0, 100], "tickmode": "array", "tickvals": [0, 50, 100]}
    assert free["layout"]["yaxis"] == {}
    assert [figure["data"][0]["hovertemplate"] for figure in (limited, free)] == ["%{x}: %{y:.2f}", "%{x}: %{y:.2f} km"]


def test_names_are_text_and_not_markup():
    drawn = frame(**{"<b>Norte</b>": [1, 2, 3]})
    for figure in (radar(drawn), bars(drawn, SCORES), lines(drawn, SCORES), stacked_bars(drawn, steps=1)):
        assert figure["data"][0]["name"] == "&lt;b&gt;Norte&lt;/b&gt;"


def test_stacked_bars_tell_steps_and_the_groups_beside_them_apart():
    data = DRAWN["stacked bars"]["data"]
    assert [(trace["name"], trace["x"], trace["text"]) for trace in data] == [
        ("Bajo", [1, 0], ["1", ""]), ("Alto", [3, 4], ["3", "4"]), ("Aparte", [1, 1], ["1", "1"]),
    ]  # fmt: skip
    looks = [(t["marker"]["color"], t["marker"]["pattern"]["shape"]) for t in data]
    assert len({colour for colour, _ in looks}) == len({shape for _, shape in looks}) == 3, "colour is never alone"


def test_lines_are_named_at_their_last_point_where_names_do_not_cover_each_other():
    moments = pd.DataFrame({"Ana": [10, 70], "Beto": [20, 71], "Caro": [30, None]}, index=["Uno", "Dos"], dtype=object)
    assert [(t["name"], t["y"], t["text"]) for t in lines(moments, SCORES)["data"]] == [
        ("Ana", [10.0, 70.0], ["", "An, Be"]), ("Beto", [20.0, 71.0], ["", ""]), ("Caro", [30.0, None], ["Ca", ""]),
    ]  # fmt: skip


def test_target_of_lines_bears_its_name_and_is_dashed_whatever_the_range_of_the_values():
    moments = pd.DataFrame({"Ana": [0.1, 0.2], "Meta": [0.3, 0.4]}, index=["Uno", "Dos"])
    own, target = lines(moments, Axis(), reference="Meta")["data"]
    assert (own["text"], target["text"]) == (["", "An"], ["", "Meta"])
    assert (own["line"]["dash"], target["line"]["dash"]) == ("solid", "dash")


def test_abbreviations_are_two_letters_and_different():
    names = ["Barbosa", "Bello", "La Estrella", "Caldas", "Copacabana", "Lugar"]
    assert abbreviations(names) == ["Ba", "Be", "LE", "Ca", "Co", "Lu"]
    assert len(set(abbreviations([f"Lugar {n:02}" for n in range(1, 31)]))) == 30
