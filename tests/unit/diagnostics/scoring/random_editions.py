"""Hypothesis strategies: random editions in the YAML format, and random answers to them with every special case."""

import re
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.oracle import Said

WEIGHTS = ["1", "0", "0", "2", "3", "0.5", "2.75", "33.333", "0.001", "1000000", "7", "123456789012345.123456789"]
SCORES = ["0", "25", "37.5", "50", "66.667", "100"]
PARTITIONS = [
    ["100"],
    ["50", "50"],
    ["34", "33", "33"],
    ["0", "100"],
    ["33.3", "33.3", "33.4"],
    ["12.5", "12.5", "25", "50"],
]
TYPES = ["scale", "yes_no", "multi", "choice", "numeric"]
ATTRIBUTES = [
    {"code": "category", "type": "choice", "values": ["ESP", "1", "2"]},
    {"code": "council", "type": "boolean"},
    {"code": "commitments", "type": "integer"},
]
ORDERED = ["eq", "ne", "gte", "gt", "lte", "lt", "in"]
COUNTS = ["0", "0.5", "1", "3", "9.999", "10", "10.001", "25", "33.3", "100", "1000000"]


class _Dumper(yaml.SafeDumper):
    """Writes texts that look like numbers as plain numbers, as people write them."""


def _scalar(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    kind = "int" if re.fullmatch(r"\d+", text) else "float" if re.fullmatch(r"\d+\.\d+", text) else "str"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(str, _scalar)


def as_yaml(document: dict[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def maybe(draw: Any, target: dict[str, Any], key: str, strategy: st.SearchStrategy) -> None:
    if draw(st.booleans()):
        target[key] = draw(strategy)


@st.composite
def editions(draw: Any, most: tuple[int, int, int] = (4, 2, 3)) -> dict[str, Any]:
    """A whole edition with any of the optional rules. `most`: dimensions, indicators in each, questions in each of these."""
    earlier: list[dict[str, Any]] = []
    dimensions = []
    for d in range(draw(st.integers(1, most[0]))):
        weight = draw(st.sampled_from(WEIGHTS))
        indicators = [_indicator(draw, f"D{d}.{i}", earlier, most[2]) for i in range(draw(st.integers(1, most[1])))]
        _ensure_sum(indicators, required=weight != "0")
        for indicator in indicators:
            _ensure_sum(indicator["questions"], required=indicator["weight"] != "0")
            _ensure_points(indicator["questions"])
        dimensions.append({"code": f"D{d}", "name": f"Dimensión {d}", "weight": weight, "indicators": indicators})
    _ensure_dimension(dimensions)
    levels = _levels(draw)
    document = {
        "instrument": {"code": "AZAR", "name": "Al azar", "version": "1.0.0"},
        "maturity_levels": levels,
        "municipality_attributes": ATTRIBUTES,
        "dimensions": dimensions,
    }
    if draw(st.booleans()):
        document["scoring"] = _scoring(draw, len(levels))
    return document


def _ensure_sum(members: list[dict[str, Any]], *, required: bool) -> None:
    if required and all(m["weight"] == "0" for m in members):
        members[0]["weight"] = "1"


def _ensure_dimension(dimensions: list[dict[str, Any]]) -> None:
    _ensure_sum(dimensions, required=True)
    for dimension in dimensions:
        _ensure_sum(dimension["indicators"], required=dimension["weight"] != "0")
        for indicator in dimension["indicators"]:
            _ensure_sum(indicator["questions"], required=indicator["weight"] != "0")
            _ensure_points(indicator["questions"])


def _ensure_points(questions: list[dict[str, Any]]) -> None:
    """A choice that scores has an option worth something."""
    for question in questions:
        if question["type"] == "choice" and question["weight"] != "0":
            if all(o["points"] == "0" for o in question["options"]):
                question["options"][0]["points"] = "3"
            highest = max(float(o["points"]) for o in question["options"])
            if float(question.get("max_points", "1000")) < highest:
                del question["max_points"]


def _levels(draw: Any) -> list[dict[str, Any]]:
    cuts = sorted(
        draw(st.sets(st.sampled_from(["19.995", "20", "40", "50", "66.67", "80", "99.99", "100"]), max_size=4)),
        key=float,
    )
    starts, ends = ["0", *cuts], [*cuts, "100.01"]
    return [
        {"level": str(n), "code": f"n{n}", "name": f"Nivel {n}", "from": start, "to": end}
        for n, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def _scoring(draw: Any, levels: int) -> dict[str, Any]:
    scoring: dict[str, Any] = {}
    maybe(draw, scoring, "scale_values", st.just({"0": "0", "1": "10", "2": "33.3", "3": "66.6", "4": "100"}))
    minimum = st.sampled_from(["0", "0.5", "0.80", "0.805", "0.9", "1"])
    maybe(draw, scoring, "coverage", st.fixed_dictionaries({"minimum_dimension": minimum, "minimum_global": minimum}))
    caps = st.fixed_dictionaries(
        {
            "scale": st.just("25"),
            "yes_no": st.just("0"),
            "multi": st.just("0"),
            "numeric": st.sampled_from(["0", "10.5"]),
        },
        optional={"choice": st.just("0")},
    )
    if draw(st.booleans()):
        scoring["evidence"] = {"cap_without_accepted_evidence": draw(caps)}
        maybe(draw, scoring["evidence"], "multi_counts_only_options_with_evidence", st.booleans())
    rules = st.sampled_from(["min_dimension_score", "min_critical_question_score"])
    gate = st.fixed_dictionaries(
        {
            "rule": rules,
            "value": st.sampled_from(["25", "40", "50", "60", "66.665", "100"]),
            "max_level_without": st.integers(1, levels).map(str),
        }
    )
    maybe(draw, scoring, "gates", st.lists(gate, max_size=3))
    return scoring


def _indicator(draw: Any, code: str, earlier: list[dict[str, Any]], most: int) -> dict[str, Any]:
    questions = []
    for n in range(draw(st.integers(1, most))):
        question = _question(draw, f"{code}-{n}", earlier)
        questions.append(question)
        earlier.append(question)
    return {"code": code, "name": f"Indicador {code}", "weight": draw(st.sampled_from(WEIGHTS)), "questions": questions}


def _question(draw: Any, code: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(TYPES))
    question = {
        "code": code,
        "type": kind,
        "weight": draw(st.sampled_from(WEIGHTS)),
        "text": f"¿{code}?",
        **_parts(draw, kind),
    }
    if draw(st.booleans()):
        question["statements"] = _statements(question)
    maybe(draw, question, "critical", st.booleans())
    requirement = st.sampled_from(["required", "recommended", "none"])
    maybe(draw, question, "evidence", st.fixed_dictionaries({"requirement": requirement}))
    maybe(draw, question, "effort", _effort(kind))
    if draw(st.integers(0, 2)) == 0:
        question["applies_when"] = _condition(draw, earlier, depth=2)
    question["na_allowed"] = True
    return question


def _effort(kind: str) -> st.SearchStrategy[Any]:
    one = st.sampled_from(["1", "2", "3", "5"])
    return one | st.dictionaries(st.sampled_from("1234"), one) if kind == "scale" else one


def _parts(draw: Any, kind: str) -> dict[str, Any]:
    if kind == "scale":
        return {"levels": ["cero", "uno", "dos", "tres", "cuatro"]}
    if kind == "multi":
        weights = draw(st.sampled_from(PARTITIONS))
        return {"options": [{"code": "abcd"[n], "text": "Opción", "weight": w} for n, w in enumerate(weights)]}
    if kind == "choice":
        points = draw(st.lists(st.sampled_from(["0", "1", "2.5", "10", "30"]), min_size=1, max_size=4))
        parts: dict[str, Any] = {
            "options": [{"code": f"o{n}", "text": "Opción", "points": p} for n, p in enumerate(points)]
        }
        maybe(draw, parts, "max_points", st.sampled_from([max(points, key=float), "30", "70"]))
        return parts
    return _numeric(draw) if kind == "numeric" else {}


def _numeric(draw: Any) -> dict[str, Any]:
    numeric: dict[str, Any] = {"mode": draw(st.sampled_from(["ratio", "count"]))}
    maybe(draw, numeric, "direction", st.sampled_from(["higher", "lower"]))
    if numeric["mode"] == "ratio":
        maybe(draw, numeric, "may_exceed", st.booleans())
        maybe(draw, numeric, "zero_denominator_score", st.sampled_from(SCORES))
    starts = draw(st.lists(st.sampled_from(COUNTS), min_size=1, max_size=4, unique=True))
    return {"numeric": numeric, "thresholds": [{"from": s, "score": draw(st.sampled_from(SCORES))} for s in starts]}


def _statements(question: dict[str, Any]) -> dict[str, str]:
    """Something said of every answer; what stands in it does not matter to any rule."""
    kind, numeric = question["type"], question.get("numeric", {})
    keys = {"scale": [*"01234"], "yes_no": ["si", "no"], "multi": ["some", "none"], "numeric": ["value"]}.get(kind)
    if "zero_denominator_score" in numeric:
        keys = ["value", "zero"]
    keys = keys or [option["code"] for option in question["options"]]
    return {key: "Publica {opciones}." if key == "some" else f"Dijo {key}." for key in keys}


def _condition(draw: Any, earlier: list[dict[str, Any]], depth: int) -> dict[str, Any]:
    if depth and draw(st.integers(0, 2)) == 0:
        joint = draw(st.sampled_from(["any", "all"]))
        return {joint: [_condition(draw, earlier, depth - 1) for _ in range(draw(st.integers(1, 3)))]}
    source = draw(st.sampled_from([*ATTRIBUTES, *earlier]))
    op, value = _comparison(draw, source)
    return {"question" if "weight" in source else "attr": source["code"], "op": op, "value": value}


def _comparison(draw: Any, source: dict[str, Any]) -> tuple[str, Any]:
    kind = source["type"]
    if kind in ("boolean", "yes_no"):
        return draw(st.sampled_from(["eq", "ne"])), draw(st.booleans())
    if kind == "multi":
        return "contains", draw(st.sampled_from([o["code"] for o in source["options"]]))
    if kind == "choice":
        ops, values = ["eq", "ne", "in"], source.get("values") or [o["code"] for o in source["options"]]
    else:
        values = {"scale": ["0", "1", "2", "3", "4"], "integer": ["0", "1", "5"], "numeric": COUNTS}[kind]
        ops = ORDERED
    op = draw(st.sampled_from(ops))
    one = st.sampled_from(values)
    return op, draw(st.lists(one, min_size=1, max_size=3) if op == "in" else one)


# --- answers ----------------------------------------------------------------------------------------------


@st.composite
def facts(draw: Any) -> dict[str, Any]:
    """Typed facts of one municipality, any of them unknown."""
    return {
        "category": draw(st.sampled_from([None, "ESP", "1", "2"])),
        "council": draw(st.sampled_from([None, True, False])),
        "commitments": draw(st.sampled_from([None, 0, 1, 5, 12])),
    }


@st.composite
def answers(draw: Any, document: dict[str, Any]) -> dict[str, Said]:
    """One municipality's answers: most answered, some missing, some «no aplica» accepted or not; sometimes none."""
    said = {}
    if draw(st.integers(0, 7)) == 0:
        return said
    for dimension in document["dimensions"]:
        for indicator in dimension["indicators"]:
            for question in indicator["questions"]:
                kind = draw(st.sampled_from(["value"] * 6 + ["missing", "missing", "accepted", "rejected"]))
                if kind != "missing":
                    said[question["code"]] = _said(draw, question, kind)
    return said


def _said(draw: Any, question: dict[str, Any], kind: str) -> Said:
    # What was typed before «no aplica» is kept, and must not count.
    value = draw(values_of(question)) if kind == "value" or draw(st.booleans()) else ""
    evidence = st.sampled_from(["", "si"])
    if question["type"] == "multi":
        codes = st.sampled_from([o["code"] for o in question["options"]])
        evidence |= st.lists(codes, min_size=1, unique=True).map("|".join)
    return Said(value, na=kind != "value", na_accepted=kind == "accepted", evidence=draw(evidence))


def values_of(question: dict[str, Any]) -> st.SearchStrategy[str]:
    kind = question["type"]
    if kind == "scale":
        return st.sampled_from("01234")
    if kind == "yes_no":
        return st.sampled_from(["si", "no"])
    if kind in ("multi", "choice"):
        one = st.sampled_from([o["code"] for o in question["options"]])
        return one if kind == "choice" else st.lists(one, min_size=1, unique=True).map("|".join) | st.just("ninguna")
    if question["numeric"]["mode"] == "count":
        near = [t["from"] for t in question["thresholds"]]
        return st.sampled_from([*near, *COUNTS])
    return _ratios(question["numeric"])


def _ratios(numeric: dict[str, Any]) -> st.SearchStrategy[str]:
    def pair(numbers: tuple[int, int]) -> str:
        small, large = sorted(numbers)
        if numeric.get("may_exceed") and numbers[0] and numbers[1]:
            small, large = numbers
        return f"{small}/{large or 1}"

    pairs = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(pair) | st.sampled_from(["1/3", "0.5/1.5", "25/100"])
    return pairs | st.just("0/0") if "zero_denominator_score" in numeric else pairs
