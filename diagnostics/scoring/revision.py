"""How an edition differs from the one it was made from, and which version number it must carry (dossier, section 4.6).

Patch: wording, and what no score reads. Minor: adds or retires questions that are not anchors, or changes whom they are
asked. Major: changes what an answer is worth (dimensions, weights, thresholds, levels, rules, anchors).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from diagnostics.scoring.instrument import Instrument, Question


class Degree(IntEnum):
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True)
class Change:
    """One difference, in words; `code` is the part of the instrument that changed ("" = the rules)."""

    code: str
    words: str
    degree: Degree


# Attribute of Question → what it is called and the degree of a change to it.
_OF_QUESTION = {
    "type": ("el tipo", Degree.MAJOR),
    "weight": ("el peso", Degree.MAJOR),
    "anchor": ("si es ancla", Degree.MAJOR),
    "critical": ("si es crítica", Degree.MAJOR),
    "max_points": ("los puntos", Degree.MAJOR),
    "evidence": ("si exige evidencia", Degree.MAJOR),
    "applies_when": ("la condición", Degree.MINOR),
    "na_allowed": ("si admite «no aplica»", Degree.MINOR),
    "text": ("el texto", Degree.PATCH),
    "levels": ("los niveles descritos", Degree.PATCH),
    "help": ("la ayuda", Degree.PATCH),
    "evidence_describe": ("la evidencia que sirve", Degree.PATCH),
    "refs": ("las normas", Degree.PATCH),
    "tags": ("las etiquetas", Degree.PATCH),
    "statements": ("las afirmaciones", Degree.PATCH),
    "crosswalk": ("los cruces con otros formularios", Degree.PATCH),
    "effort": ("el esfuerzo de los pasos", Degree.PATCH),
}
_RULES = {
    "scale_values": "los puntos de los niveles descritos",
    "evidence_caps": "los topes sin evidencia",
    "options_need_evidence": "si cada opción necesita evidencia",
    "minimum_dimension_coverage": "la cobertura mínima por dimensión",
    "minimum_global_coverage": "la cobertura mínima en conjunto",
    "max_na_share": "cuánto puede ser «no aplica»",
    "gates": "las puertas",
}


def changes(before: Instrument, after: Instrument) -> list[Change]:
    """Return every difference between two editions: rules, then parts in the order of the new one, then retired parts."""
    return [*_rules(before, after), *_groups(before, after), *_questions(before, after)]


def degree_of(found: list[Change]) -> Degree:
    """Return the largest degree among changes; a patch when there are none."""
    return max((change.degree for change in found), default=Degree.PATCH)


def is_enough(before: str, after: str, degree: Degree) -> bool:
    """Whether the version number advances at least as far as the degree requires."""
    old, new = (tuple(int(part) for part in version.split(".")) for version in (before, after))
    place = 3 - degree  # 0 for a major: that number, or one to its left, must have grown
    return new[: place + 1] > old[: place + 1]


def next_version(before: str, degree: Degree) -> str:
    """Return the smallest version number that is enough."""
    parts = [int(part) for part in before.split(".")]
    place = 3 - degree
    return ".".join(str(part) for part in [*parts[:place], parts[place] + 1, *[0] * (2 - place)])


def _rules(before: Instrument, after: Instrument) -> Iterator[Change]:
    for name, words in _RULES.items():
        if getattr(before, name) != getattr(after, name):
            yield Change("", _changes(words), Degree.MAJOR)
    bands = [[(level.number, level.start) for level in one.levels] for one in (before, after)]
    if bands[0] != bands[1]:
        yield Change("", "Cambian los niveles de madurez", Degree.MAJOR)
    elif before.levels != after.levels:
        yield Change("", "Cambian las palabras de los niveles de madurez", Degree.PATCH)
    if before.attributes != after.attributes:
        yield Change("", "Cambian los datos del municipio", Degree.MINOR)


def _groups(before: Instrument, after: Instrument) -> Iterator[Change]:
    for kind, name in (("dimensions", "dimensión"), ("indicators", "indicador")):
        old, new = ({part.code: part for part in getattr(one, kind)} for one in (before, after))
        for code in [*new, *(code for code in old if code not in new)]:
            if code not in old or code not in new:
                yield Change(code, f"{name.capitalize()} {_new_or_gone(name, code in new)}", Degree.MAJOR)
                continue
            if old[code].weight != new[code].weight:
                yield Change(code, f"Cambia el peso de {_the(name)}", Degree.MAJOR)
            if old[code].name != new[code].name or getattr(old[code], "definition", "") != getattr(
                new[code], "definition", ""
            ):
                yield Change(code, f"Cambian las palabras de {_the(name)}", Degree.PATCH)
            if kind == "indicators" and before.dimension_of[code].code != after.dimension_of[code].code:
                yield Change(code, "El indicador pasa a otra dimensión", Degree.MAJOR)


def _changes(words: str) -> str:
    return f"{'Cambian' if words.startswith(('los ', 'las ')) else 'Cambia'} {words}"


def _the(name: str) -> str:
    return f"la {name}" if name == "dimensión" else f"el {name}"


def _new_or_gone(name: str, is_new: bool) -> str:
    ending = "a" if name == "dimensión" else "o"
    return f"nuev{ending}" if is_new else f"retirad{ending}"


def _questions(before: Instrument, after: Instrument) -> Iterator[Change]:
    for code, question in after.question_by_code.items():
        old = before.question_by_code.get(code)
        if old is None:
            yield Change(code, "Pregunta nueva", Degree.MAJOR if question.anchor else Degree.MINOR)
        else:
            yield from _question(old, question)
            if before.indicator_of[code].code != after.indicator_of[code].code:
                yield Change(code, "La pregunta pasa a otro indicador", Degree.MAJOR)
    for code, old in before.question_by_code.items():
        if code not in after.question_by_code:
            yield Change(code, "Pregunta retirada", Degree.MAJOR if old.anchor else Degree.MINOR)


def _question(old: Question, new: Question) -> Iterator[Change]:
    for name, (words, degree) in _OF_QUESTION.items():
        if getattr(old, name) != getattr(new, name):
            yield Change(new.code, _changes(words), degree)
    if _worth(old) != _worth(new):
        yield Change(new.code, "Cambia lo que vale cada respuesta", Degree.MAJOR)
    elif [option.text for option in old.options] != [option.text for option in new.options]:
        yield Change(new.code, "Cambian las palabras de las opciones", Degree.PATCH)


def _worth(question: Question) -> Any:
    numeric = question.numeric
    number = numeric and (
        numeric.is_ratio, numeric.lower_is_better, numeric.may_exceed, numeric.zero_denominator_score, numeric.thresholds
    )  # fmt: skip
    return number, [(option.code, option.points) for option in question.options]
