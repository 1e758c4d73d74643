"""What the pages of a draft's parts show beside their forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.numbers import trimmed
from diagnostics.instruments.choices import PartKind, QuestionType
from diagnostics.instruments.forms.edition_rules import SECTIONS
from diagnostics.instruments.loaders.draft_checks import Check
from diagnostics.instruments.loaders.drafts import HEAD, RULES
from diagnostics.instruments.models import EditionDraft
from diagnostics.instruments.models.drafts import INNER
from diagnostics.instruments.presenters.brief import group_brief, members_of, question_brief, rules_brief, sum_of
from diagnostics.instruments.presenters.changes import Base
from diagnostics.instruments.presenters.drafts import KIND_WORDS, faults_of
from diagnostics.instruments.queries.conditions import Names, condition_words, examples, readers_of
from diagnostics.scoring.values import number_for_screen

LISTS = {
    "levels": "Niveles de madurez", "gates": "Frenos del nivel", "attributes": "Datos del municipio",
    "reasons": "Razones de la revisión", "options": "Opciones", "thresholds": "Puntos por tramos", "refs": "Normas",
}  # fmt: skip
NUMBERED = re.compile(r"(.*?)([0-9]+)")


def head_page(draft: EditionDraft, check: Check) -> dict[str, Any]:
    return {
        "faults": faults_of(check, HEAD, ""),
        "check": check,
        "base": (base := Base(check)),
        "changed": base.section_differences(draft.document, ("instrument",)),
    }


def rules_page(draft: EditionDraft, check: Check) -> dict[str, Any]:
    base, readers = Base(check), readers_of(draft)
    return {
        "faults": faults_of(check, RULES, ""),
        "brief": rules_brief(draft),
        "base": base,
        "changed": base.section_differences(draft.document, SECTIONS),
        "readers": readers,
        "band": list(band_of(draft.document.get("maturity_levels") or [])),
    }


def part_page(draft: EditionDraft, kind: PartKind, part: dict[str, Any], code: str, check: Check) -> dict[str, Any]:
    base, names = Base(check), Names(draft)
    is_question = kind == PartKind.QUESTION
    above, before, after = _around(draft, kind, code)
    return {
        "kind": kind,
        "kind_word": KIND_WORDS[kind],
        "code": code,
        "label": part.get("text") or part.get("name") or "Sin texto",
        "is_gone": not part.get("code"),
        "above": above,
        "before": before,
        "after": after,
        "faults": faults_of(check, kind, code),
        "brief": question_brief(draft, part, check, names) if is_question else group_brief(draft, kind, part, check),
        "members": members_of(kind, part),
        "member_word": "indicador" if kind == PartKind.DIMENSION else "pregunta",
        "base": base,
        "is_new": bool(base.number) and base.draft.part(kind, code) is None,
        "changed": base.part_differences(kind, part, names),
        "condition": condition_words(part.get("applies_when"), names),
        "examples": examples(names) if is_question else [],
        "total_words": _points_total(part),
        "scale_points": scale_points(draft),
    }


def _around(draft: EditionDraft, kind: PartKind, code: str) -> tuple[list[dict[str, str]], str, str]:
    """Return the way down to a part (its parents), and the codes of the parts of its kind before and after it."""
    path: list[dict[str, str]] = []
    codes = []
    for found, part, _ in draft.parts():
        if found == kind:
            codes.append(part.get("code", ""))
        elif code not in codes and list(INNER).index(found) < list(INNER).index(kind):
            path = [*path[: list(INNER).index(found)], {
                "url": reverse("instruments:draft-part", args=[draft.pk, KIND_WORDS[found], part["code"]]),
                "text": f"{part['code']} {part.get('short_name') or part.get('name', '')}",
            }]  # fmt: skip
    if code not in codes:
        return [], "", ""
    place = codes.index(code)
    return path, codes[place - 1] if place else "", codes[place + 1] if place + 1 < len(codes) else ""


@dataclass(frozen=True)
class Band:
    """A level on the scale from 0 to 100."""

    number: int
    name: str
    start: str
    end: str
    x: float
    width: float


def band_of(levels: list[Any]) -> Iterator[Band]:
    """Yield the levels to draw; nothing while a bound is no number."""
    try:
        bounds = [(min(float(level["from"]), 100), min(float(level["to"]), 100)) for level in levels]
    except (KeyError, TypeError, ValueError):
        return
    for number, (level, (start, end)) in enumerate(zip(levels, bounds, strict=True), start=1):
        shown = [number_for_screen(f"{bound:g}") for bound in (start, end)]
        yield Band(min(number, 5), level.get("name", ""), *shown, x=start, width=max(0.0, end - start))


def suggested_code(siblings: list[dict[str, Any]], taken: set[str], inside: str) -> str:
    """Return the next free code after those of the siblings, «TRA-04» after «TRA-03»; "" where they have no number."""
    last = siblings[-1].get("code", "") if siblings else f"{inside}.0" if inside else ""
    found = NUMBERED.fullmatch(last)
    if not found:
        return ""
    number = int(found[2]) + 1
    while (code := f"{found[1]}{number:0{len(found[2])}}") in taken:
        number += 1
    return code


def errors_of(forms: list[Any]) -> list[dict[str, str]]:
    """Return what was refused in the forms and lists of a page, each with the id of its field."""
    found: list[dict[str, str]] = []
    for one in forms:
        if not hasattr(one, "management_form"):
            found += _errors(one, "")
            continue
        for number, row in enumerate(one, start=1):
            found += _errors(row, f"{LISTS.get(one.prefix, '')}, fila {number}: ")
    return found


def _errors(form: Any, place: str) -> list[dict[str, str]]:
    whole = [{"url": "", "text": place + error} for error in form.non_field_errors()]
    return whole + [
        {"url": f"#{field.id_for_label}", "text": f"{place}{field.label} – {error}"}
        for field in form
        for error in field.errors
    ]


def _points_total(part: dict[str, Any]) -> str:
    """What the points of options that are marked together add up to; "" where there is nothing to add."""
    if part.get("type") != QuestionType.MULTI:
        return ""
    options = [option for option in part.get("options") or [] if isinstance(option, dict)]
    whole = sum_of([option.get("weight", option.get("points")) for option in options])
    if whole is None:
        return ""
    return "Suman 100." if whole == 100 else f"Suman {trimmed(whole)} y deben sumar 100."


def scale_points(draft: EditionDraft) -> list[str]:
    """Return what each described level is worth."""
    rules = draft.document.get("scoring")
    values = rules.get("scale_values") if isinstance(rules, dict) else None
    stored = values if isinstance(values, dict) else {}
    return [number_for_screen(str(stored.get(str(level), 25 * level))) for level in range(5)]
