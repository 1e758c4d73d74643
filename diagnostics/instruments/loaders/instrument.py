"""A YAML instrument (product.md, section 4) → canonical content: checked, completed, every number as decimal text.

Canonical content is what the database stores and what the hash of an edition is computed from: two files with the
same meaning give the same content.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from core.documents.fields import Fault, Fields, Seen, as_json, refuse, unique
from core.documents.nodes import Mapping, place_of
from core.documents.yaml_text import read_document
from diagnostics.instruments.loaders.questions import Readings, read_question

DEFAULT_SCALE = ["0", "25", "50", "75", "100"]
CAPS = {"scale": "25", "yes_no": "0", "multi": "0", "choice": "0", "numeric": "0"}  # defaults
MAX_REASON_CODE = 10  # as core.models.Judgement stores it


class Faults(list[Fault]):
    """Faults of a document, in order: each part is read even if another one is wrong."""

    @contextmanager
    def gathered(self) -> Iterator[None]:
        try:
            yield
        except Fault as fault:
            self.append(fault)


def read_instrument(text: str) -> dict[str, Any]:
    """Return the canonical content of a YAML instrument. Raises Refusal: one sentence with the line."""
    content, faults = read_nodes(read_document(text, "un instrumento"))
    if faults:
        raise faults[0]
    return content


def read_nodes(document: Any) -> tuple[dict[str, Any], Faults]:
    """Return the canonical content of an instrument and its faults; it is complete only without faults."""
    faults = Faults()
    content: dict[str, Any] = {}
    with faults.gathered():
        root = Fields(document, "el instrumento")
        root.ignored("generic_scale_anchors", "smart_dimensions", "agenda_themes")
        with faults.gathered():
            content["instrument"] = _head(Fields(root.get("instrument"), "«instrument»"))
        with faults.gathered():
            content["scoring"] = _scoring(Fields(root.get("scoring", _empty(root)), "«scoring»"))
        with faults.gathered():
            content["maturity_levels"] = _levels(root.items("maturity_levels"))
        attributes = _attributes(root.items("municipality_attributes", [], least=0), faults)
        content["municipality_attributes"] = [attribute for attribute in attributes.values() if attribute]
        with faults.gathered():
            content["review_reason_codes"] = _reasons(root.items("review_reason_codes", [], least=0))
        content["vocabularies"] = {
            key: as_json(root.node[key]) for key in ("smart_dimensions", "agenda_themes") if key in root.node
        }
        content["generic_scale_anchors"] = as_json(root.node.get("generic_scale_anchors")) or {}
        content["dimensions"] = _Dimensions(attributes, faults).read(root)
        if root.get("crosswalk_names", None) is not None:
            content["crosswalk_names"] = _crosswalk_names(Fields(root.get("crosswalk_names"), "«crosswalk_names»"))
        root.done()
        if {"scoring", "maturity_levels"} <= set(content):
            _check_gates(root, content)
    return content, faults


def content_sha256(content: dict[str, Any]) -> str:
    """Return the identity of an edition: SHA-256 of its canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _empty(root: Fields) -> Mapping:
    empty = Mapping()
    empty.place, empty.places = root.node.place, {}
    return empty


def _head(f: Fields) -> dict[str, Any]:
    head = {
        "code": f.code(),
        "name": f.text("name", limit=300),
        "short_name": f.text("short_name", "", limit=120),
        "version": f.text("version"),
        "language": f.text("language", "es-CO"),
        "unit_of_analysis": f.text("unit_of_analysis", ""),
        "purpose": f.text("purpose", ""),
        "how_to_answer": f.text("how_to_answer", ""),
        "source": f.text("source", ""),
        "reference_period_months": f.integer("reference_period_months", 12, low=1, high=120),
    }
    if not re.fullmatch(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}", head["version"]):
        refuse(f.place("version"), f"«version» debe tener tres números, como 1.0.0, y dice «{head['version'][:40]}»")
    # The portal decides the state of an edition, whatever the file claims.
    f.choice("status", ["draft", "published", "retired"], "draft")
    f.done()
    return head


def _scoring(f: Fields) -> dict[str, Any]:
    """Check the parts that state the fixed method; return the numbers that an edition may choose."""
    if as_json(f.get("score_scale", None)) not in (None, ["0", "100"]):
        refuse(f.place("score_scale"), "«score_scale» debe ser [0, 100]")
    f.exactly("aggregation", "weighted_arithmetic_mean")
    f.exactly("applies_when_false", "excluded_and_reweighted")
    f.ignored("layers", "weights_total")
    _fixed_sections(f)
    numbers = {
        "scale_values": _scale_values(f),
        "gates": _gates(f.items("gates", [], least=0)),
        "max_na_share": _max_na_share(f),
        **_evidence(f),
        **_coverage(f),
    }
    f.done()
    return numbers


def _fixed_sections(f: Fields) -> None:
    if f.get("rounding", None) is not None:
        rounding = Fields(f.get("rounding"), "«rounding»")
        rounding.exactly("digits", "2")
        rounding.exactly("mode", "half_up")
        rounding.ignored("apply_at")
        rounding.done()
    if f.get("missing_answer", None) is not None:
        missing = Fields(f.get("missing_answer"), "«missing_answer»")
        missing.exactly("provisional", "excluded")
        missing.exactly("official", "zero")
        missing.done()


def _scale_values(f: Fields) -> list[str]:
    node = f.get("scale_values", None)
    if node is None:
        return DEFAULT_SCALE
    values = Fields(node, "«scale_values»")
    found = [values.number(str(level), low=0, high=100) for level in range(5)]
    values.done()
    return found


def _max_na_share(f: Fields) -> str | None:
    node = f.get("not_applicable", None)
    if node is None:
        return None
    na = Fields(node, "«not_applicable»")
    for key in ("allowed_only_if_flagged", "justification_required", "reviewer_must_accept"):
        na.exactly(key, "true")
    na.exactly("effect", "excluded_and_reweighted")
    share = na.number("max_share_of_dimension_weight", None, high=1)
    na.done()
    return share


def _evidence(f: Fields) -> dict[str, Any]:
    node = f.get("evidence", None)
    if node is None:
        return {"evidence_caps": {}, "options_need_evidence": False}
    evidence = Fields(node, "«evidence»")
    caps = Fields(evidence.get("cap_without_accepted_evidence"), "«cap_without_accepted_evidence»")
    found = {kind: caps.number(kind, cap, high=100) for kind, cap in CAPS.items()}
    caps.done()
    evidence.exactly("recommended_evidence_has_no_cap", "true")
    by_option = evidence.boolean("multi_counts_only_options_with_evidence", True)
    evidence.done()
    return {"evidence_caps": found, "options_need_evidence": by_option}


def _coverage(f: Fields) -> dict[str, Any]:
    node = f.get("coverage", None)
    if node is None:
        return {"minimum_dimension_coverage": "0", "minimum_global_coverage": "0"}
    coverage = Fields(node, "«coverage»")
    coverage.ignored("definition", "below_minimum")
    found = {
        "minimum_dimension_coverage": coverage.number("minimum_dimension", "0", high=1),
        "minimum_global_coverage": coverage.number("minimum_global", "0", high=1),
    }
    coverage.done()
    return found


def _gates(items: list[Any]) -> list[dict[str, Any]]:
    gates = []
    for item in items:
        f = Fields(item, "una puerta")
        gates.append(
            {
                "rule": f.choice("rule", ["min_dimension_score", "min_critical_question_score"]),
                "value": f.number("value", high=100),
                "max_level_without": f.integer("max_level_without", low=1, high=20),
            }
        )
        f.done()
    return gates


def _levels(items: list[Any]) -> list[dict[str, Any]]:
    levels = []
    for position, item in enumerate(items, start=1):
        f = Fields(item, "un nivel de madurez")
        level = {
            "level": f.integer("level", low=1, high=20),
            "code": f.code(),
            "name": f.text("name", limit=60),
            "from": f.number("from", high=100),
            "to": f.number("to", high=101),
            "summary": f.text("summary", ""),
        }
        f.ignored("color_hint")
        f.done()
        if level["level"] != position:
            refuse(f.place("level"), f"los niveles van en orden desde 1; se esperaba {position}")
        if position == 1 and level["from"] != "0":
            refuse(f.place("from"), "el primer nivel debe empezar en 0")
        if position > 1 and level["from"] != levels[-1]["to"]:
            refuse(f.place("from"), f"este nivel debe empezar en {levels[-1]['to']}, donde termina el anterior")
        if Decimal(level["to"]) <= Decimal(level["from"]):
            refuse(f.place("to"), "«to» debe ser mayor que «from»")
        levels.append(level)
    if Decimal(levels[-1]["to"]) < 100:
        refuse(place_of(items[-1]), "el último nivel debe llegar a 100")
    return levels


def _attributes(items: list[Any], faults: Faults) -> Readings:
    attributes: Readings = {}
    seen: Seen = {}
    for item in items:
        with faults.gathered():
            f = Fields(item, "un dato del municipio")
            code = f.code()
            unique([(code, f.node.place)], "dato del municipio", seen)
            attributes[code] = None
            attributes[code] = _attribute(f, code)
    return attributes


def _attribute(f: Fields, code: str) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "code": code,
        "type": f.choice("type", ["choice", "boolean", "integer"]),
        "name": f.text("name", "", limit=200),
        "help": f.text("help", ""),
    }
    if attribute["type"] == "choice":
        attribute["values"] = f.texts("values")
        if not attribute["values"] or len(set(attribute["values"])) < len(attribute["values"]):
            refuse(f.place("values"), "«values» debe tener valores distintos")
    f.done()
    return attribute


def _reasons(items: list[Any]) -> list[dict[str, str]]:
    reasons = []
    for item in items:
        f = Fields(item, "una razón de revisión")
        reason = {"code": f.code(), "name": f.text("name")}
        if len(reason["code"]) > MAX_REASON_CODE:
            refuse(f.place("code"), f"el código de una razón tiene hasta {MAX_REASON_CODE} letras")
        reasons.append(reason)
        f.done()
    unique([(r["code"], place_of(item)) for r, item in zip(reasons, items, strict=True)], "razón")
    return reasons


def _crosswalk_names(f: Fields) -> dict[str, str]:
    return {key: f.text(key, limit=200) for key in f.node}


class _Dimensions:
    """Reads dimensions, indicators and questions; a faulty one is left out, and its group's weights are not added up."""

    def __init__(self, attributes: Readings, faults: Faults):
        self.attributes, self.faults = attributes, faults
        self.questions: Readings = {}
        self.seen: Seen = {}

    def read(self, root: Fields) -> list[dict[str, Any]]:
        items = root.items("dimensions")
        dimensions = [found for item in items if (found := self._dimension(item))]
        if len(dimensions) == len(items):
            _check_sum(root, "dimensions", dimensions, needed=True)
            scoring = root.get("scoring", None)
            if isinstance(scoring, Mapping):
                _check_sum(Fields(scoring, "«scoring»"), "dimensions", dimensions, needed=True)
        return dimensions

    def _dimension(self, item: Any) -> dict[str, Any] | None:
        with self.faults.gathered():
            f = Fields(item, "una dimensión")
            unique([(f.code(), f.node.place)], "dimensión", self.seen)
            dimension: dict[str, Any] = {
                "code": f.code(),
                "name": f.text("name", limit=200),
                "short_name": f.text("short_name", "", limit=60),
                "weight": f.number("weight"),
                "definition": f.text("definition", ""),
                "crosswalk": as_json(f.get("crosswalk", None)) or {},
            }
            items = f.items("indicators")
            dimension["indicators"] = [found for node in items if (found := self._indicator(node))]
            f.ignored("order")
            self._check_group(f, "indicators", dimension["indicators"], items, needed=dimension["weight"] != "0")
            f.done()
            return dimension
        return None

    def _indicator(self, item: Any) -> dict[str, Any] | None:
        with self.faults.gathered():
            f = Fields(item, "un indicador")
            unique([(f.code(), f.node.place)], "indicador", self.seen)
            indicator: dict[str, Any] = {
                "code": f.code(),
                "name": f.text("name", limit=200),
                "weight": f.number("weight"),
                "tags": f.texts("tags", []),
            }
            items = f.items("questions")
            indicator["questions"] = [found for node in items if (found := self._question(node))]
            self._check_group(f, "questions", indicator["questions"], items, needed=indicator["weight"] != "0")
            f.done()
            return indicator
        return None

    def _question(self, item: Any) -> dict[str, Any] | None:
        with self.faults.gathered():
            code = Fields(item, "una pregunta").code()
            unique([(code, item.place)], "pregunta", self.seen)
            self.questions[code] = None
            question = read_question(item, {k: v for k, v in self.questions.items() if k != code}, self.attributes)
            self.questions[code] = question
            return question
        return None

    def _check_group(self, f: Fields, key: str, members: list, items: list, *, needed: bool) -> None:
        if len(members) == len(items):
            _check_sum(f, key, members, needed=needed)


def _check_sum(f: Fields, key: str, members: list[dict[str, Any]], *, needed: bool) -> None:
    """Check that the weights of a group that scores are not all 0, and add up to the stated total where there is one."""
    total = sum((Decimal(m["weight"]) for m in members), Decimal(0))
    if needed and total == 0:
        refuse(f.place(key), f"los pesos de {f.what} suman 0; alguno debe ser mayor que 0")
    stated = f.number("weights_total", None)
    if stated is not None and total != Decimal(stated):
        refuse(f.place("weights_total"), f"los pesos de {f.what} suman {total:f} y «weights_total» dice {stated}")


def _check_gates(root: Fields, content: dict[str, Any]) -> None:
    levels = {m["level"] for m in content["maturity_levels"]}
    for gate in content["scoring"]["gates"]:
        if gate["max_level_without"] not in levels:
            refuse(root.place("scoring"), f"una puerta habla del nivel {gate['max_level_without']}, que no existe")
