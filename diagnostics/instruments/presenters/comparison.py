"""Two states of one part of an edition, label by label: the draft beside its base, what was typed beside what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.numbers import whole
from core.versioned_text.differences import SAME, Piece, word_differences
from diagnostics.instruments.choices import PartKind, QuestionType
from diagnostics.instruments.exports.edition_sheets import DIRECTIONS, FACTS, REQUIREMENTS, answer_word
from diagnostics.instruments.forms.edition_questions import MODES, RELATIONS
from diagnostics.instruments.forms.edition_rules import CAPS, GATES, RulesForm
from diagnostics.instruments.forms.editions import HeadForm
from diagnostics.instruments.queries.conditions import Names, condition_words
from diagnostics.scoring.flat_parts import (
    LEVELS,
    flat_group,
    flat_options,
    flat_question,
    flat_references,
    flat_statements,
    flat_thresholds,
)
from diagnostics.scoring.values import number_for_screen

Lines = dict[str, str]  # label → what it says, in words
LONG = 40  # letters from which a change is shown word by word


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        """The change word by word; empty where both are short, or have no word in common."""
        if not self.before or not self.after or max(len(self.before), len(self.after)) < LONG:
            return []
        found = word_differences(self.before, self.after)
        return found if any(piece.kind == SAME and len(piece.text.strip()) > 3 for piece in found) else []


def differences(before: Lines, after: Lines) -> list[Difference]:
    labels = dict.fromkeys([*after, *before])
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return [Difference(label, old, new) for label, old, new in pairs if old != new]


def part_lines(kind: PartKind, part: dict[str, Any], names: Names) -> Lines:
    """Return a dimension, an indicator or a question, its own fields only."""
    return dict(_question(part, names) if kind == PartKind.QUESTION else _group(part))


def section_lines(document: Mapping[str, Any]) -> Lines:
    """Return the rules and lists of a document, or its general data, as far as it has them."""
    return dict(_sections(document))


def _group(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    labels = {
        "code": "Código", "name": "Nombre", "short_name": "Nombre corto", "weight": "Peso", "definition": "Qué mira",
        "tags": "Etiquetas", "crosswalk": "Otros formularios",
    }  # fmt: skip
    flat = flat_group(part)
    yield from ((label, _said(flat.get(name))) for name, label in labels.items())


def _question(part: dict[str, Any], names: Names) -> Iterator[tuple[str, str]]:
    flat = flat_question(part)
    yield "Código", _said(flat["code"])
    yield "Pregunta", _said(flat["text"])
    yield "Ayuda para responder", _said(flat["help"])
    yield "Tipo", _label(QuestionType.choices, flat["type"])
    yield "Peso", _said(flat["weight"])
    yield from ((f"Nivel {level}", _said(flat[f"level_{level}"])) for level in LEVELS)
    for option in flat_options(part):
        yield f"Opción {option['code']}", _said(option["text"])
        yield f"Puntos de la opción {option['code']}", _said(option["points"])
    yield "Puntos máximos", _said(flat["max_points"])
    if part.get("numeric"):
        yield from _numeric(flat)
    yield "Puntos", "; ".join(f"desde {_said(t['start'])}, {_said(t['score'])}" for t in flat_thresholds(part))
    for said in flat_statements(part):
        yield f"Afirmación de «{answer_word(flat['type'], said['key'])}»", _said(said["text"])
    yield "Evidencia", _label([(value, label) for label, value in REQUIREMENTS.items()], flat["requirement"])
    kinds = {"url": "dirección", "document": "documento"}
    yield "Qué sirve", " y ".join(kinds.get(kind, str(kind)) for kind in sorted(flat["accepts"]))
    yield "Cómo es una buena evidencia", _said(flat["describe"])
    yield "Se pregunta solo", condition_words(part.get("applies_when"), names)
    flags = {"na_allowed": "Admite «no aplica»", "critical": "Es crítica", "anchor": "Es ancla"}
    yield from ((label, "sí" if flat[name] else "no") for name, label in flags.items())
    yield "Esfuerzo de cada paso", _said(flat["effort"])
    yield "Frente a la edición anterior", _label(RELATIONS.items(), flat["relation"]) if flat["relation"] else ""
    yield "Códigos que tenía antes", _said(flat["before"])
    norms = [", ".join(filter(None, map(_said, ref.values()))) for ref in flat_references(part)]
    yield "Normas", "; ".join(norms)
    yield "Otros formularios", _said(flat["crosswalk"])
    yield "Etiquetas", _said(flat["tags"])


def _numeric(flat: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Qué se pide", _label(MODES, flat["mode"])
    yield "Es mejor", _label([(value, label) for label, value in DIRECTIONS.items()], flat["direction"] or "higher")
    yield "Unidad", _said(flat["unit"])
    yield "Nombre de la parte", _said(flat["numerator"])
    yield "Nombre del total", _said(flat["denominator"])
    yield "Puntos si el total es 0", _said(flat["zero_denominator_score"])
    yield "La parte puede pasar del total", "sí" if flat["may_exceed"] else "no"


def _sections(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "instrument" in document:
        head = document["instrument"] or {}
        yield from ((str(field.label), _said(head.get(name))) for name, field in HeadForm.base_fields.items())
    levels = _list(document, "maturity_levels")
    for level in levels:
        said = [f"desde {_said(level.get('from'))}", _said(level.get("summary"))]
        yield f"Nivel {level.get('name') or level.get('code', '')}", ": ".join(filter(None, said))
    if "scoring" in document:
        yield from _scoring(document, [level.get("name", "") for level in levels])
    for fact in _list(document, "municipality_attributes"):
        kind = _label([(value, label) for label, value in FACTS.items()], fact.get("type"))
        said = [fact.get("name"), kind, ", ".join(map(str, fact.get("values") or [])), fact.get("help")]
        yield f"Dato {fact.get('code', '')}", " · ".join(map(str, filter(None, said)))
    for reason in _list(document, "review_reason_codes"):
        yield f"Razón {reason.get('code', '')}", _said(reason.get("name"))


def _scoring(document: Mapping[str, Any], levels: list[str]) -> Iterator[tuple[str, str]]:
    rules = RulesForm.initial_of(dict(document))
    scoring = document["scoring"] or {}
    gates = [gate_words(gate, levels) for gate in scoring.get("gates") or [] if isinstance(gate, dict)]
    yield "Reglas que frenan el nivel", " ".join(gates)
    yield "Puntos de los niveles descritos", " · ".join(_said(rules[f"value_{level}"]) for level in LEVELS)
    caps = [f"{label.lower()} {_said(rules[f'cap_{kind}']) or '–'}" for kind, label in CAPS.items()]
    yield "Tope sin evidencia aceptada", " · ".join(caps) if rules["has_caps"] else "sin tope"
    yield "Selección múltiple", "solo opciones con evidencia" if rules["by_option"] else "todas las opciones marcadas"
    for name, label in (
        ("minimum_dimension", "Cobertura de cada dimensión"),
        ("minimum_global", "Cobertura en conjunto"),
        ("max_na", "Tope de «no aplica»"),
    ):
        yield label, f"{_said(rules[name])} %" if rules[name] else ""


def level_name(number: object, levels: list[str]) -> str:
    """Return the name of a level of a draft by its number, as written there; the number itself if there is none."""
    place = whole(str(number))
    return levels[place - 1] if place and place <= len(levels) else str(number)


def gate_words(gate: dict[str, Any], levels: list[str]) -> str:
    """«Mientras una dimensión esté por debajo de 40, el nivel es como mucho Establecido.»"""
    name = level_name(gate.get("max_level_without", ""), levels)
    rule = GATES.get(gate.get("rule", ""), "")
    return f"Mientras {rule} {_said(gate.get('value'))}, el nivel es como mucho {name}."


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices).get(value, value or ""))


def _said(value: Any) -> str:
    return number_for_screen(str(value)) if value not in (None, "") else ""


def _list(document: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = document.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
