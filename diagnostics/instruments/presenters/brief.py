"""What a part of a draft does, in a few words: to be understood without reading its form."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from core.numbers import score, trimmed
from core.words import counted, joined
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.forms.edition_rules import CAPS, RulesForm
from diagnostics.instruments.loaders.draft_checks import Check, shares_of
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.models.drafts import INNER, KINDS
from diagnostics.instruments.presenters.comparison import level_name
from diagnostics.instruments.queries.conditions import Names, condition_words, readers_of
from diagnostics.scoring.flat_parts import effort_line
from diagnostics.scoring.values import number_for_screen

CRITICAL = "min_critical_question_score"


@dataclass(frozen=True)
class Fact:
    label: str
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Member:
    """A part inside another one, with its share of the parent's weight (per cent) where the weights are numbers."""

    code: str
    text: str
    weight: str
    share: str


def question_brief(draft: EditionDraft, part: dict[str, Any], check: Check, names: Names) -> list[Fact]:
    condition = condition_words(part.get("applies_when"), names)
    facts = [
        Fact("Se responde", _asked(part)),
        Fact("Vale", _worth(draft, PartKind.QUESTION, part, check)),
        Fact("Se pregunta", f"Solo {condition}." if condition else "A todos los municipios."),
        Fact("Evidencia", _evidence(draft, part)),
    ]
    if part.get("na_allowed") in (True, "true"):
        facts.append(Fact("No aplica", "Se admite con una razón que la revisión acepte; entonces no cuenta."))
    if part.get("critical") in (True, "true"):
        facts.append(Fact("Es crítica", _critical(draft)))
    if effort := effort_line(part.get("effort")):
        facts.append(Fact("Esfuerzo de cada paso", f"{effort}."))
    if part.get("anchor") in (True, "true"):
        facts.append(Fact("Es ancla", "Por ella se compara con otras ediciones."))
    return facts


def group_brief(draft: EditionDraft, kind: PartKind, part: dict[str, Any], check: Check) -> list[Fact]:
    return [Fact("Vale", _worth(draft, kind, part, check))]


def members_of(kind: PartKind, part: dict[str, Any]) -> list[Member]:
    inner = KINDS[KINDS.index(kind) + 1] if kind != PartKind.QUESTION else None
    parts = part.get(INNER[inner]) or [] if inner else []
    whole = sum_of([one.get("weight") for one in parts])
    return [
        Member(
            code=one.get("code", ""),
            text=one.get("text") or one.get("name", ""),
            weight=number_for_screen(str(one.get("weight", ""))),
            share=f"{score(100 * (_decimal(one.get('weight')) or 0) / whole)} %" if whole else "",
        )
        for one in parts
    ]


def rules_brief(draft: EditionDraft) -> list[Fact]:
    document = draft.document
    rules = RulesForm.initial_of(document)
    levels = [level.get("name", "") for level in document.get("maturity_levels") or []]
    gates = (document.get("scoring") or {}).get("gates") or []
    facts, readers = document.get("municipality_attributes") or [], readers_of(draft)
    read = sum(1 for fact in facts if fact.get("code") in readers)
    reasons = document.get("review_reason_codes") or []
    coverage = [f"{rules[name]} %" for name in ("minimum_dimension", "minimum_global") if rules[name]]
    return [
        Fact(
            "Niveles de madurez", f"{len(levels)}: de {levels[0]} a {levels[-1]}" if levels else "Ninguno", "h-levels"
        ),
        Fact("Frenos del nivel", counted(len(gates), "regla", "reglas") if gates else "Ninguno", "h-gates"),
        Fact("Niveles descritos", " · ".join(f"{rules[f'value_{n}']}" for n in range(5)) + " puntos", "h-escala"),
        Fact("Sin evidencia aceptada", _caps(rules), "h-topes"),
        Fact("Cobertura mínima", " y ".join(dict.fromkeys(coverage)) or "Sin escribir", "h-cobertura"),
        Fact("No aplica", f"Hasta el {rules['max_na']} %" if rules["max_na"] else "Sin tope", "h-na"),
        Fact("Datos del municipio", f"{len(facts)}; {read} con preguntas" if facts else "Ninguno", "h-attributes"),
        Fact("Razones de la revisión", str(len(reasons)) if reasons else "Ninguna", "h-reasons"),
    ]


def _caps(rules: dict[str, Any]) -> str:
    if not rules["has_caps"]:
        return "Sin tope"
    said = dict.fromkeys(str(rules[f"cap_{kind}"]) for kind in CAPS if rules[f"cap_{kind}"] not in ("", None))
    return f"Como mucho {joined(list(said))} puntos" if said else "Sin escribir"


def _asked(part: dict[str, Any]) -> str:
    kind, options = part.get("type"), part.get("options") or []
    numeric = part.get("numeric") or {}
    if kind == "scale":
        return "Con uno de cinco niveles descritos, el más alto que se cumpla completo."
    if kind == "yes_no":
        return "Con sí (100 puntos de 100) o no (0)."
    if kind == "multi":
        return f"Marcando las que se cumplan de {counted(len(options), 'opción', 'opciones')}; sus puntos se suman."
    if kind == "choice":
        return f"Con una sola de {counted(len(options), 'opción', 'opciones')}."
    if numeric.get("mode", "ratio") == "ratio":
        return "Con una parte y su total; cuenta el porcentaje."
    return f"Con un número{' de ' + numeric['unit'] if numeric.get('unit') else ''}."


def _worth(draft: EditionDraft, kind: PartKind, part: dict[str, Any], check: Check) -> str:
    weight, code = _decimal(part.get("weight")), part.get("code", "")
    if kind == PartKind.QUESTION and weight == 0:
        return "Es informativa: no da puntos."
    siblings, parent = _siblings(draft, kind, code)
    whole, found = sum_of([one.get("weight") for one in siblings]), []
    points = shares_of(check.instrument).get(code)
    if points is not None:
        found.append(f"Hasta {trimmed(Fraction(points), 2)} de los 100 puntos del total.")
    if weight is not None and whole:
        within = f"los {trimmed(whole)} de {parent}" if parent else f"los {trimmed(whole)} de todas las dimensiones"
        found.append(f"Pesa {trimmed(weight)} de {within}.")
    if weight is not None and not found:
        return f"Pesa {trimmed(weight)}. Los pesos de sus vecinas todavía no se pueden sumar."
    return " ".join(found) or "Falta un peso que sea un número."


def _siblings(draft: EditionDraft, kind: PartKind, code: str) -> tuple[list[dict[str, Any]], str]:
    found = draft.find(kind, code)
    siblings = found[0] if found else []
    return siblings, next((part["code"] for _, part, _ in draft.parts() if part.get(INNER[kind]) is siblings), "")


def _evidence(draft: EditionDraft, part: dict[str, Any]) -> str:
    wanted = (part.get("evidence") or {}).get("requirement", "none")
    if wanted != "required":
        return "Recomendada: sin ella no se pierden puntos." if wanted == "recommended" else "No se pide."
    rules = RulesForm.initial_of(draft.document)
    cap = rules.get(f"cap_{part.get('type')}")
    if not rules["has_caps"] or cap in ("", None):
        return "Obligatoria."
    return f"Obligatoria: sin una aceptada, como mucho {number_for_screen(str(cap))} puntos de 100."


def _critical(draft: EditionDraft) -> str:
    levels = [level.get("name", "") for level in draft.document.get("maturity_levels") or []]
    gates = [g for g in (draft.document.get("scoring") or {}).get("gates") or [] if g.get("rule") == CRITICAL]
    said = []
    for gate in gates:
        name = level_name(gate.get("max_level_without", ""), levels)
        said.append(
            f"Por debajo de {number_for_screen(str(gate.get('value', '')))} puntos, el nivel es como mucho {name}."
        )
    return " ".join(said) or "Pero ninguna regla frena el nivel por ella."


def sum_of(values: list[Any]) -> Decimal | None:
    """Return the sum of weights or points; None while one of them is no number, or all are 0."""
    numbers = [_decimal(value) for value in values]
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) or None if len(known) == len(numbers) else None


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None
