"""The sentences and tables of the figures of results."""

from decimal import Decimal

import pandas as pd
import pytest

from core.charts import Chart
from diagnostics.results import charts

THEMES = ["Informar", "Escuchar", "Rendición de cuentas claras"]


def frame(**columns: list) -> pd.DataFrame:
    cells = {name: [None if c is None else Decimal(str(c)) for c in column] for name, column in columns.items()}
    return pd.DataFrame(cells, index=THEMES, dtype=object)


ALONE = frame(Norte=["74.20", "36.31", "58.90"], Mediana=["60.90", "43.85", "47.90"])
THREE = frame(Norte=["74.20", "36.31", "58.90"], Sur=["50.00", "60.00", None], Este=["10.10", "61.00", "20.00"])


def test_axis_runs_to_100_with_ticks_at_the_levels():
    axis = charts.bars(THREE, borders=(0, 50, 100)).figure["layout"]["yaxis"]
    assert axis == {"range": [0, 100], "tickmode": "array", "tickvals": [0, 50, 100]}


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        (
            charts.radar(ALONE, reference="Mediana"),
            "Norte está por encima de la mediana en dos de tres temas; "
            "donde más le falta es Escuchar: 36,31 frente a 43,85",
        ),
        (
            charts.radar(frame(Norte=[1, 2, 3])),
            "El tema más alto es Rendición de cuentas claras (3,00) y el más bajo es Informar (1,00)",
        ),
        (
            charts.radar(frame(Norte=[9, 9, 9], Mediana=[1, 1, 1]), reference="Mediana"),
            "Norte está por encima de la mediana en todos los temas",
        ),
        (
            charts.radar(frame(Norte=[1, 1, 1], Mediana=[2, 2, 4]), reference="Mediana"),
            "Norte no pasa la mediana en ningún tema; donde más le falta es Rendición de cuentas claras: 1,00 frente a 4,00",
        ),
        (charts.radar(THREE), "Donde más se separan es en Informar: 64,10 puntos entre Norte (74,20) y Este (10,10)"),
        (
            charts.bars(THREE),
            "Norte va adelante en dos de tres temas; en conjunto, "
            "el tema más bajo es Rendición de cuentas claras (39,45)",
        ),
        (
            charts.bars(frame(Norte=[9, 9, 9], Sur=[1, 1, 2])),
            "Norte va adelante en los tres temas; en conjunto, los temas más bajos son Informar (5,00) y Escuchar (5,00)",
        ),
        (
            charts.bars(frame(Norte=[9, 1, 5], Sur=[1, 9, 5])),
            "Norte y Sur van adelante en uno de tres temas cada uno; en conjunto, ningún tema está más bajo que los demás",
        ),
        (
            charts.bars(frame(Norte=[5, 5, 5], Sur=[5, 5, 5])),
            "Nadie va adelante en ningún tema; en conjunto, ningún tema está más bajo que los demás",
        ),
        (charts.radar(frame(Norte=[5, 5, 5], Sur=[5, 5, 5])), "Todos tienen el mismo puntaje en cada tema"),
        (charts.bars(frame(Norte=[None] * 3, Sur=[None] * 3)), "No hay puntajes que comparar"),
        (charts.radar(frame(Norte=[None] * 3)), "Norte no tiene puntajes que mostrar"),
    ],
)  # fmt: skip
def test_sentence_says_what_the_frame_shows(drawn: Chart, sentence: str):
    assert drawn.sentence == sentence


def test_ladder_counts_by_theme_and_names_the_fullest_level():
    frame = pd.DataFrame(
        [[1, 3, 1], [0, 4, 1]],
        index=["Total", "Transparencia"],
        columns=["Inicial", "Avanzado", "Parcial"],
        dtype=object,
    )
    chart = charts.ladder(frame, levels=2)
    assert chart.sentence == "Avanzado es el nivel con más municipios: tres de cinco"
    assert chart.headers == ["Tema", "Inicial", "Avanzado", "Parcial"]
    assert chart.rows == [["Total", "1", "3", "1"], ["Transparencia", "0", "4", "1"]]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([2, 2, 1], "Inicial y Avanzado son los niveles con más municipios: dos cada uno"),
        ([0, 0, 5], "Ningún municipio tiene todavía un nivel"),
    ],
)
def test_ladder_says_when_levels_are_tied_or_empty(counts, sentence):
    frame = pd.DataFrame([counts], index=["Total"], columns=["Inicial", "Avanzado", "Parcial"], dtype=object)
    assert charts.ladder(frame, levels=2).sentence == sentence


def trajectory(**columns) -> pd.DataFrame:
    cells = {name: [None if n is None else Decimal(n) for n in scores] for name, scores in columns.items()}
    return pd.DataFrame(cells, index=["Uno", "Dos"], dtype=object)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (trajectory(A=(10, 12), B=(50, 48)), "Uno de dos que se comparan sube 2 puntos o más desde Uno y uno baja"),
        (
            trajectory(A=(10, 30), B=(40, 60), C=(5, 5)),
            "Dos de tres que se comparan suben 2 puntos o más desde Uno y ninguno baja",
        ),
        (
            trajectory(A=(30, 10), B=(60, 40)),
            "Ninguno de dos que se comparan sube 2 puntos o más desde Uno y dos bajan",
        ),
        (trajectory(A=("10.00", "11.99")), "Nadie cambia 2 puntos o más desde Uno"),
        (trajectory(A=(None, 10), B=(10, None)), "Nadie tiene resultado completo en Uno y en Dos"),
    ],
)
def test_courses_say_how_many_rose_and_fell(frame, sentence):
    assert charts.trajectories(frame, least=Decimal(2)).sentence == sentence


def test_courses_have_a_row_per_round_and_a_dash_for_a_gap():
    chart = charts.trajectories(trajectory(Ana=(10, 70), Beto=(20, 71), Caro=(30, None)), least=Decimal(2))
    assert chart.headers == ["Ciclo", "Ana", "Beto", "Caro"]
    assert chart.rows == [["Uno", "10,00", "20,00", "30,00"], ["Dos", "70,00", "71,00", "–"]]


def test_sentences_take_less_than_a_difference_for_none():
    scores = frame(Norte=["75.31", "50", "12"], Sur=["73.44", "52", "10"], Este=["60", "60", "9.99"])
    two = Decimal(2)
    assert charts.leader_sentence(scores).startswith(
        "Norte va adelante en dos de tres temas; en conjunto, el tema más bajo es"
    )
    assert charts.leader_sentence(scores, least=two).startswith(
        "Norte y Este van adelante en uno de tres temas cada uno"
    )
    near = {theme: Decimal(middle) for theme, middle in zip(scores.index, ("51.13", "60", "50.75"), strict=True)}
    said = charts.leader_sentence(scores, medians=near, least=two)
    assert said.endswith("los temas más bajos son Rendición de cuentas claras (50,75) e Informar (51,13)")
    assert (
        charts.radar(frame(A=[5, 5, 5], B=[6, 5, 5]), least=two).sentence == "En ningún tema se separan 2 puntos o más"
    )


def test_sentence_names_the_median_that_the_page_shows():
    scores = frame(Norte=["50.01", "60", "70"], Sur=["50.02", "60", "70"])
    theme = scores.index[0]
    assert "es Informar (50,02)" in charts.leader_sentence(scores), "of the rounded scores"
    shown = {theme: Decimal("50.01"), scores.index[1]: Decimal(60)}
    assert "es Informar (50,01)" in charts.leader_sentence(scores, medians=shown)
