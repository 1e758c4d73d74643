"""One question of an instrument → its canonical content."""

from decimal import Decimal
from typing import Any

from core.documents.fields import Fields, as_json, code_key, decimal_text, refuse, unique
from core.documents.nodes import Mapping, Place, Scalar, Sequence, place_of
from diagnostics.instruments.loaders.statements import read_statements
from diagnostics.scoring.instrument import question_of
from diagnostics.scoring.values import NONE_OF_THEM

TYPES = ["scale", "yes_no", "multi", "choice", "numeric"]
ORDERED = ["eq", "ne", "in", "gte", "gt", "lte", "lt"]
OPERATORS = {
    "scale": ORDERED,
    "numeric": ORDERED,
    "integer": ORDERED,
    "yes_no": ["eq", "ne"],
    "boolean": ["eq", "ne"],
    "choice": ["eq", "ne", "in"],
    "multi": ["contains"],
}
MAX_ALL_OPTIONS = 400  # an answer that marks them all must fit
LEVELS_REACHED = ("1", "2", "3", "4")
MOST_EFFORT = 100  # sums of efforts stay small, and so does the search for the cheapest way (scoring.cheapest)


# By code; None for a faulty one: what reads it cannot be judged.
Readings = dict[str, dict[str, Any] | None]


def read_question(node: Any, earlier: Readings, attributes: Readings) -> dict[str, Any]:
    """Return the content of a question. `earlier`: the questions before it; `attributes`: the municipality's facts."""
    f = Fields(node, "una pregunta")
    code = f.code()
    f.what = f"la pregunta {code}"
    question: dict[str, Any] = {
        "code": code,
        "type": f.choice("type", TYPES),
        "weight": f.number("weight"),
        "text": f.text("text"),
        "help": f.text("help", ""),
        "anchor": f.boolean("anchor", False),
        "critical": f.boolean("critical", False),
        "na_allowed": f.boolean("na_allowed", False),
        "evidence": _evidence(f),
        "refs": [_reference(item) for item in f.items("refs", [], least=0)],
        "tags": f.texts("tags", []),
        "crosswalk": as_json(f.get("crosswalk", None)) or {},
    }
    question |= READERS[question["type"]](f, question["weight"])
    if (effort := _effort(f, question["type"])) != 1:  # otherwise no key: the hash of an edition without efforts stays
        question["effort"] = effort
    if f.get("previous", None) is not None:
        question["previous"] = _previous(f.get("previous"))
    if f.get("applies_when", None) is not None:
        question["applies_when"] = _condition(f.get("applies_when"), earlier, attributes)
    statements = f.get("statements", None)
    if statements not in (None, {}):  # otherwise no key: the hash of an edition without them stays
        question["statements"] = read_statements(statements, question_of(question))
    f.done()
    return question


def _evidence(f: Fields) -> dict[str, Any]:
    node = f.get("evidence", None)
    if node is None:
        return {"requirement": "none", "accepts": [], "describe": ""}
    e = Fields(node, "«evidence»")
    evidence = {
        "requirement": e.choice("requirement", ["none", "recommended", "required"]),
        "accepts": e.texts("accepts", []),
        "describe": e.text("describe", ""),
    }
    for kind in evidence["accepts"]:
        if kind not in ("url", "document"):
            refuse(e.place("accepts"), f"«accepts» dice «{kind[:40]}»; se esperaba url o document")
    e.done()
    return evidence


def _reference(node: Any) -> dict[str, Any]:
    r = Fields(node, "una referencia")
    reference = {
        "norm": r.text("norm"),
        "article": r.text("article", None),
        "certainty": r.choice("certainty", ["alta", "media"], "media"),
    }
    r.done()
    return reference


def _previous(node: Any) -> dict[str, Any]:
    p = Fields(node, "«previous»")
    previous = {
        "relation": p.choice("relation", ["same", "reworded", "split", "merged", "new", "dropped"]),
        "codes": p.texts("codes", []),
    }
    p.done()
    return previous


def _effort(f: Fields, kind: str) -> int | dict[str, int]:
    """Return the effort of every step, or of a scale by the level reached where its levels differ."""
    node = f.get("effort", None)
    if not isinstance(node, Mapping):
        return f.integer("effort", 1, low=1, high=MOST_EFFORT)
    if kind != "scale":
        refuse(f.place("effort"), f"«effort» de {f.what} es un solo número; solo una pregunta por niveles lleva varios")
    by_level = Fields(node, f"«effort» de {f.what}")
    efforts = {level: _effort_to(level, by_level) for level in LEVELS_REACHED}
    by_level.done()
    return efforts if len(set(efforts.values())) > 1 else efforts[LEVELS_REACHED[0]]


def _effort_to(level: str, f: Fields) -> int:
    node, place, name = f.get(level, None), f.place(level), f"«effort» del nivel {level}"
    if node is None:
        return 1
    number = decimal_text(node, place, name, 1, MOST_EFFORT)
    if "." in number:
        refuse(place, f"{name} debe ser un número entero, y dice «{node[:40]}»")
    return int(number)


def _scale(f: Fields, weight: str) -> dict[str, Any]:
    levels = f.texts("levels")
    if len(levels) != 5:
        refuse(f.place("levels"), f"una escala tiene cinco niveles descritos, de 0 a 4; {f.what} tiene {len(levels)}")
    return {"levels": levels}


def _yes_no(f: Fields, weight: str) -> dict[str, Any]:
    return {}


def _multi(f: Fields, weight: str) -> dict[str, Any]:
    options = _options(f, "weight")
    total = sum(Decimal(o["points"]) for o in options)
    if len("|".join(o["code"] for o in options)) > MAX_ALL_OPTIONS:
        refuse(f.place("options"), f"los códigos de las opciones de {f.what} son muy largos; use una o dos letras")
    if total != 100:
        refuse(f.place("options"), f"los pesos de las opciones de {f.what} deben sumar 100 y suman {total:f}")
    return {"options": options}


def _choice(f: Fields, weight: str) -> dict[str, Any]:
    options = _options(f, "points")
    highest = max(Decimal(o["points"]) for o in options)
    max_points = f.number("max_points", f"{highest.normalize():f}")
    if highest > Decimal(max_points):
        refuse(
            f.place("options"), f"una opción de {f.what} vale {highest:f} y el máximo («max_points») es {max_points}"
        )
    if weight != "0" and max_points == "0":
        refuse(f.place("options"), f"{f.what} tiene peso y ninguna opción vale puntos")
    return {"options": options, "max_points": max_points}


def _options(f: Fields, points_key: str) -> list[dict[str, str]]:
    options = []
    for item in f.items("options"):
        o = Fields(item, f"una opción de {f.what}")
        options.append({"code": o.code(), "text": o.text("text"), "points": o.number(points_key)})
        if code_key(options[-1]["code"]) in (NONE_OF_THEM, "si", "no"):
            refuse(o.place("code"), f"«{options[-1]['code']}» está reservado; use otro código de opción")
        o.done()
    unique([(o["code"], place_of(i)) for o, i in zip(options, f.items("options"), strict=True)], "opción")
    return options


def _numeric(f: Fields, weight: str) -> dict[str, Any]:
    n = Fields(f.get("numeric"), "«numeric»")
    is_ratio = n.choice("mode", ["ratio", "count"]) == "ratio"
    numeric = {
        "mode": n.text("mode"),
        "direction": n.choice("direction", ["higher", "lower"], "higher"),
        "unit": n.text("unit", "%" if is_ratio else ""),
        "may_exceed": n.boolean("may_exceed", False),
        "numerator": n.text("numerator", "Numerador" if is_ratio else ""),
        "denominator": n.text("denominator", "Denominador" if is_ratio else ""),
        "zero_denominator_score": n.number("zero_denominator_score", None, high=100),
    }
    n.done()
    return {"numeric": numeric, "thresholds": _thresholds(f)}


def _thresholds(f: Fields) -> list[dict[str, str]]:
    thresholds: list[dict[str, str]] = []
    for item in f.items("thresholds"):
        t = Fields(item, f"un umbral de {f.what}")
        thresholds.append({"from": t.number("from", high=10**12), "score": t.number("score", high=100)})
        t.done()
        if any(Decimal(t["from"]) == Decimal(thresholds[-1]["from"]) for t in thresholds[:-1]):
            refuse(place_of(item), f"el umbral {thresholds[-1]['from']} de {f.what} está repetido")
    return sorted(thresholds, key=lambda t: Decimal(t["from"]))


READERS = {"scale": _scale, "yes_no": _yes_no, "multi": _multi, "choice": _choice, "numeric": _numeric}


def _condition(node: Any, earlier: Readings, attributes: Readings) -> dict[str, Any]:
    c = Fields(node, "«applies_when»")
    for joint in ("any", "all"):
        if joint in c.node:
            parts = [_condition(part, earlier, attributes) for part in c.items(joint)]
            c.done()
            return {joint: parts} if len(parts) > 1 else parts[0]  # equivalent, and shorter
    if "attr" in c.node:
        code, kind, known = c.text("attr"), "el dato del municipio", attributes
        atom: dict[str, Any] = {"attr": code}
    else:
        code, kind, known = c.text("question"), "una pregunta anterior", earlier
        atom = {"question": code}
    if code not in known:
        refuse(c.node.place, f"la condición lee «{code[:40]}», que no es {kind} de este instrumento")
    source = known[code]
    if source is None:
        return atom
    atom["op"] = c.choice("op", OPERATORS[source["type"]])
    atom["value"] = _operand(c.get("value"), atom["op"], source, c.place("value"))
    c.done()
    return atom


def _operand(node: Any, op: str, source: dict[str, Any], place: Place) -> Any:
    if op == "in":
        if not isinstance(node, Sequence) or not node:
            refuse(place, "con «op: in» el valor es una lista")
        return [_operand(item, "eq", source, place) for item in node]
    if not isinstance(node, Scalar) or isinstance(node, Mapping):
        refuse(place, "el valor de la condición debe ser un solo dato")
    kind = source["type"]
    if kind in ("boolean", "yes_no"):
        if node.lower() not in ("true", "false", "si", "sí", "no", "yes"):
            refuse(place, f"se esperaba true o false y dice «{node[:40]}»")
        return node.lower() in ("true", "si", "sí", "yes")
    if kind in ("scale", "numeric", "integer"):
        number = decimal_text(node, place, "el valor de la condición", 0, 4 if kind == "scale" else None)
        if kind == "integer" and "." in number:
            refuse(place, f"{source['code']} es un número entero y la condición dice «{node[:40]}»")
        return int(number) if kind == "integer" else number
    values = source["values"] if "values" in source else [o["code"] for o in source["options"]]
    if node not in values:
        refuse(place, f"«{node[:40]}» no está entre los valores de {source['code']}: {', '.join(values)}")
    return str(node)
