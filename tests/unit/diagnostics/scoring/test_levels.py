"""Borders: rounding, bands, gates, coverage. Choices counted in points give any score that a border needs."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from diagnostics.scoring import engine
from diagnostics.scoring.engine import Results
from tests.factories.diagnostics import answers_frame, edition, parsed
from tests.oracle import Said

BANDS = ["0", "20", "40", "60", "80", "100.01"]
LEVELS = [
    {"level": n, "code": f"n{n}", "name": f"Nivel {n}", "from": start, "to": end}
    for n, (start, end) in enumerate(pairwise(BANDS), start=1)
]


def choice(code: str, score: str, weight: str = "1", **fields: Any) -> dict[str, Any]:
    """A question whose option `x` is worth exactly `score`."""
    option = {"code": "x", "text": "x", "points": score}
    return {
        "code": code,
        "type": "choice",
        "weight": weight,
        "text": "?",
        "options": [option],
        "max_points": "100",
        **fields,
    }


def dimension(code: str, *questions: dict[str, Any], weight: str = "1") -> dict[str, Any]:
    indicator = {"code": f"{code}.1", "name": code, "weight": "1", "questions": list(questions)}
    return {"code": code, "name": code, "weight": weight, "indicators": [indicator]}


def score(
    *dimensions: dict[str, Any], answered: list[str] | None = None, mode: str = "official", **scoring: Any
) -> Results:
    document = edition(scoring=scoring, maturity_levels=LEVELS, dimensions=list(dimensions), municipality_attributes=[])
    instrument = parsed(document)
    codes = [q.code for q in instrument.questions] if answered is None else answered
    return engine.score(instrument, answers_frame({"M": {code: Said("x") for code in codes}}), ["M"], {"M": {}}, mode)


def level(results: Results) -> tuple[int, int]:
    return int(results.verdict.level_before_gates[0]), int(results.verdict.level[0])


@pytest.mark.parametrize(
    ("exact", "cents", "number"),
    [
        ("0", 0, 1), ("19.99", 1999, 1), ("19.994999999", 1999, 1), ("19.995", 2000, 2), ("20", 2000, 2), ("39.995", 4000, 3),
        ("59.9949", 5999, 3), ("79.995", 8000, 5), ("99.995", 10000, 5), ("100", 10000, 5),
    ],
)  # fmt: skip
def test_level_is_the_band_of_the_rounded_score(exact: str, cents: int, number: int):
    results = score(dimension("A", choice("q", exact)))
    assert (results.total.cents[0], level(results)) == (cents, (number, number))
    assert results.dimensions[0].level[0] == number


def test_total_is_made_of_unrounded_dimensions():
    # 10.005 and 10.000 give 10.0025; adding the rounded 10.01 and 10.00 would give 10.01.
    results = score(dimension("A", choice("a", "10.005")), dimension("B", choice("b", "10")))
    assert [d.cents[0] for d in results.dimensions] == [1001, 1000]
    assert results.total.cents[0] == 1000


def test_thirds_add_up_to_the_whole():
    thirds = [choice(f"q{n}", "100", weight="33.333") for n in range(3)]
    assert score(dimension("A", *thirds)).total.cents[0] == 10000


GATE = {"rule": "min_dimension_score", "value": "40", "max_level_without": 3}


@pytest.mark.parametrize(("low", "after", "codes"), [("39.994", 3, ["B"]), ("39.995", 5, []), ("40", 5, [])])
def test_dimension_gate_reads_the_rounded_score(low: str, after: int, codes: list[str]):
    results = score(dimension("A", choice("a", "100"), weight="9"), dimension("B", choice("b", low)), gates=[GATE])
    assert level(results) == (5, after)
    assert [code for gate in results.verdict.gates[0] for code in gate["codes"]] == codes


CRITICAL = {"rule": "min_critical_question_score", "value": "50", "max_level_without": 4}


@pytest.mark.parametrize(("low", "after"), [("49.995", 4), ("49.999999999", 4), ("50", 5)])
def test_critical_gate_reads_the_unrounded_score(low: str, after: int):
    questions = [choice("a", "100", weight="9"), choice("b", low, critical=True)]
    assert level(score(dimension("A", *questions), gates=[CRITICAL])) == (5, after)


@pytest.mark.parametrize("mode", ["official", "provisional"])
def test_unanswered_critical_question_closes_its_gate_in_both_modes(mode: str):
    questions = [choice("a", "100", weight="9"), choice("b", "100", critical=True)]
    assert level(score(dimension("A", *questions), answered=["a"], mode=mode, gates=[CRITICAL])) == (5, 4)


def test_dimension_without_score_is_left_out_of_its_gate():
    results = score(
        dimension("A", choice("a", "100")),
        dimension("B", choice("b", "100")),
        answered=["a"],
        mode="provisional",
        gates=[GATE],
    )
    assert level(results) == (5, 5)


def test_gate_that_would_not_lower_the_level_does_not_act():
    results = score(dimension("A", choice("a", "30")), gates=[GATE])
    assert level(results) == (2, 2)
    assert results.verdict.gates == [[]]


def test_lowest_of_several_gates_decides_and_all_are_named():
    gates = [CRITICAL, GATE, GATE | {"value": "60", "max_level_without": 4}]
    weak = dimension("B", choice("b", "10", critical=True))
    results = score(dimension("A", choice("a", "100"), weight="9"), weak, gates=gates)
    assert level(results) == (5, 3)
    assert [(g["rule"], g["value"], g["max_level"]) for g in results.verdict.gates[0]] == [
        ("min_critical_question_score", "50", 4), ("min_dimension_score", "40", 3), ("min_dimension_score", "60", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "hundredths", "partial"), [("79.49", 79, True), ("79.5", 80, False), ("80", 80, False)]
)
def test_coverage_is_rounded_before_it_is_compared(share: str, hundredths: int, partial: bool):
    rest = f"{100 - Decimal(share)}"
    questions = [choice("a", "100", weight=share), choice("b", "100", weight=rest)]
    results = score(
        dimension("A", *questions), answered=["a"], coverage={"minimum_dimension": "0.80", "minimum_global": "0"}
    )
    assert results.dimensions[0].coverage[0] == hundredths
    assert bool(results.verdict.partial[0]) is partial


@pytest.mark.parametrize(("missing", "hundredths", "partial"), [("10.5", 90, False), ("10.51", 89, True)])
def test_total_coverage_is_the_mean_of_the_dimensions(missing: str, hundredths: int, partial: bool):
    answered = dimension("A", choice("a", "100"), weight=f"{100 - Decimal(missing)}")
    results = score(
        answered, dimension("B", choice("b", "100"), weight=missing), answered=["a"],
        coverage={"minimum_dimension": "0", "minimum_global": "0.90"},
    )  # fmt: skip
    assert results.total.coverage[0] == hundredths
    assert bool(results.verdict.partial[0]) is partial


def test_unanswered_counts_zero_officially_and_nothing_provisionally():
    questions = [choice("a", "80"), choice("b", "80")]
    official = score(dimension("A", *questions), answered=["a"])
    provisional = score(dimension("A", *questions), answered=["a"], mode="provisional")
    assert (official.total.cents[0], provisional.total.cents[0]) == (4000, 8000)
    assert official.total.coverage[0] == provisional.total.coverage[0] == 50
    assert official.question_status[0].tolist() == ["scored", "unanswered"]
    assert official.question_scores[0].tolist() == [80, 0]


def test_information_is_neither_scored_nor_covered():
    results = score(dimension("A", choice("a", "80"), choice("b", "10", weight="0")), answered=["a"])
    assert (results.total.cents[0], results.total.coverage[0]) == (8000, 100)
    assert results.question_status[0].tolist() == ["scored", "unscored"]


def test_dimension_of_information_only_is_unscored():
    information = dimension("B", choice("b", "10", weight="0"), weight="0")
    information["indicators"][0]["weight"] = "0"
    results = score(dimension("A", choice("a", "80")), information)
    assert [d.status[0] for d in results.dimensions] == ["scored", "unscored"]
    assert results.total.cents[0] == 8000


def test_municipality_without_answers_is_told_apart_from_zero():
    instrument = parsed(edition(maturity_levels=LEVELS))
    facts = {"has_council": False}
    results = engine.score(instrument, answers_frame({"Z": {"A-02": Said("no")}}), ["N", "Z"], {"N": facts, "Z": facts})
    assert results.has_any.tolist() == [False, True]
    assert results.total.cents[1] == 0


def test_levels_need_not_be_five():
    document = edition(dimensions=[dimension("A", choice("a", "70"))], scoring={}, municipality_attributes=[])
    results = engine.score(parsed(document), answers_frame({"M": {"a": Said("x")}}), ["M"], {"M": {}})
    assert level(results) == (2, 2)
