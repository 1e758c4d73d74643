"""Wording of the pages of a draft: kinds of parts in URLs, and the obstacles to its publication."""

import re

from django.urls import reverse

from core.documents.nodes import Place
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.loaders.draft_checks import Check
from diagnostics.instruments.loaders.drafts import RULES
from diagnostics.instruments.models import EditionDraft

KIND_WORDS = {PartKind.DIMENSION: "dimension", PartKind.INDICATOR: "indicador", PartKind.QUESTION: "pregunta"}
# Keys of a file → the labels that people see. A fault names the key; in the browser nobody knows it.
LABELS = {
    "code": "Código", "name": "Nombre", "short_name": "Nombre corto", "weight": "Peso", "text": "texto", "type": "Tipo",
    "levels": "Niveles descritos", "options": "Opciones", "points": "Puntos", "max_points": "Puntos máximos",
    "numeric": "Qué número se pide", "mode": "Qué se pide", "direction": "Es mejor", "thresholds": "Puntos por tramos",
    "from": "Desde", "to": "Hasta", "score": "Puntos", "zero_denominator_score": "Puntos si el total es 0",
    "evidence": "Evidencia", "accepts": "Qué sirve", "requirement": "Se pide", "norm": "Norma", "value": "valor",
    "applies_when": "Se pregunta solo si", "previous": "Frente a la edición anterior", "relation": "Esta pregunta es",
    "effort": "Esfuerzo de cada paso",
    "instrument": "Datos generales", "version": "Versión", "reference_period_months": "Meses que abarca",
    "scoring": "Puntaje", "scale_values": "Puntos de cada nivel", "coverage": "Cobertura mínima", "max_level_without": "El nivel",
    "minimum_dimension": "En cada dimensión", "minimum_global": "En conjunto", "maturity_levels": "Niveles de madurez",
    "values": "Valores", "dimensions": "dimensiones", "indicators": "indicadores", "questions": "preguntas",
    **{str(level): f"Nivel {level}" for level in range(5)},
}  # fmt: skip
WORDS = {
    "true o false": "sí o no", "url o document": "dirección o documento", "alta o media": "Alta o Media",
    "«op: in»": "«en»", "los pesos de las opciones": "los puntos de las opciones",
}  # fmt: skip
_KEY = re.compile(r"(?<!dice )«([a-z_0-9]+)»")
# Where on its page a fault is corrected: by its place or a word of it, otherwise by the key that it names.
ANCHORS = {
    "afirmaci": "h-afirmaciones", "opción": "h-options", "opciones": "h-options", "umbral": "h-thresholds", "escala": "h-niveles",
    "condición": "id_applies_when", "puerta": "h-gates", "referencia": "h-refs",
}  # fmt: skip
PLACE_ANCHORS = {"niveles": "h-levels", "datos del municipio": "h-attributes", "razones de la revisión": "h-reasons"}
KEY_ANCHORS = {
    "levels": "h-niveles", "options": "h-options", "points": "h-options", "thresholds": "h-thresholds", "from": "h-thresholds",
    "score": "h-thresholds", "numeric": "h-numero", "norm": "h-refs", "accepts": "h-evidencia", "gates": "h-gates",
    "coverage": "h-cobertura", "minimum_dimension": "h-cobertura", "minimum_global": "h-cobertura", "rule": "h-gates",
    "max_level_without": "h-gates", "scale_values": "h-escala",
}  # fmt: skip
FIELDS = (
    "code", "name", "short_name", "weight", "text", "type", "max_points", "mode", "direction", "zero_denominator_score",
    "applies_when", "version", "reference_period_months", "effort",
)  # fmt: skip


def obstacles_of(draft: EditionDraft, check: Check) -> list[dict[str, str]]:
    return [
        {"url": _page_of(draft, *place.part) + _hash(place, words), "text": sentence(place, words)}
        for place, words in check.obstacles
    ]


def faults_of(check: Check, kind: str, code: str) -> list[dict[str, str]]:
    """Return what is wrong in one part, each with the place on its page, without naming the part again."""
    found = [(place, words) for place, words in check.obstacles if place.part == (kind, code)]
    return [{"url": _hash(place, words), "text": _capital(plain(place, words))} for place, words in found]


def sentence(place: Place, words: str) -> str:
    return f"{_capital(place)}: {plain(place, words)}."


def plain(place: Place, words: str) -> str:
    """Return a fault in the words of the page, without the name of its place, which stands beside it."""
    for known, said in WORDS.items():
        words = words.replace(known, said)
    words = re.sub(rf",? (?:en|de) la {re.escape(place)}\b", "", words)
    return _KEY.sub(lambda key: f"«{LABELS.get(key[1], key[1])}»", words)


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _hash(place: Place, words: str) -> str:
    if place in PLACE_ANCHORS:
        return f"#{PLACE_ANCHORS[place]}"
    named = next((anchor for word, anchor in ANCHORS.items() if word in words), "")
    key = next(iter(_KEY.findall(words)), "")
    anchor = named or KEY_ANCHORS.get(key) or (f"id_{key}" if key in FIELDS else "")
    if not anchor and "versión" in words:
        anchor = "id_version"
    return f"#{anchor}" if anchor else ""


def _page_of(draft: EditionDraft, kind: str, code: str) -> str:
    if kind in PartKind.values and code:
        return reverse("instruments:draft-part", args=[draft.pk, KIND_WORDS[PartKind(kind)], code])
    return reverse("instruments:draft-rules" if kind == RULES else "instruments:draft-head", args=[draft.pk])
