"""Conversion between the parts of an edition and flat rows of text, for forms and spreadsheets.

A flat row maps names to text ("" = left open), to True or False for flags, to a list for `accepts`. Numbers are decimal
text with a point.
"""

from typing import Any

from diagnostics.scoring import notation
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE

Flat = dict[str, Any]
LEVELS = range(5)
FLAGS = ("critical", "anchor", "na_allowed")
NUMBERS = (
    "mode", "direction", "unit", "numerator", "denominator", "zero_denominator_score", "may_exceed",
)  # fmt: skip


class UnreadableTags(ValueError):
    """A line of crosswalk tags that names no form or no item."""


def without_blanks(fields: Flat) -> Flat:
    """Drop blank fields: absent and empty mean the same in a file."""
    return {key: value for key, value in fields.items() if value not in ("", None, False, [], {})}


def flat_question(part: Flat) -> Flat:
    """Return a question as one row; its options, thresholds, norms and statements are rows of their own."""
    evidence, previous, numeric = _mapping(part.get("evidence")), _mapping(part.get("previous")), part.get("numeric")
    levels = part.get("levels") or []
    return {
        **{name: part.get(name, "") for name in ("code", "type", "weight", "text", "help", "max_points")},
        **{name: part.get(name) in (True, "true") for name in FLAGS},
        "effort": effort_line(part.get("effort")),
        "requirement": evidence.get("requirement", "none"),
        "accepts": list(evidence.get("accepts") or []),
        "describe": evidence.get("describe", ""),
        "applies_when": notation.write(part.get("applies_when")),
        "tags": ", ".join(map(str, part.get("tags") or [])),
        "crosswalk": tag_lines(part.get("crosswalk")),
        "relation": previous.get("relation", ""),
        "before": ", ".join(map(str, previous.get("codes") or [])),
        **{f"level_{level}": levels[level] if level < len(levels) else "" for level in LEVELS},
        **{name: _mapping(numeric).get(name, "") for name in NUMBERS},
        "may_exceed": _mapping(numeric).get("may_exceed") in (True, "true"),
    }


def flat_options(part: Flat) -> list[Flat]:
    """Return the options as rows of code, text and points, for either way in which a type counts points."""
    return [
        {"code": o.get("code", ""), "text": o.get("text", ""), "points": o.get("points", o.get("weight", ""))}
        for o in _rows(part, "options")
    ]


def flat_thresholds(part: Flat) -> list[Flat]:
    return [{"start": t.get("from", ""), "score": t.get("score", "")} for t in _rows(part, "thresholds")]


def flat_references(part: Flat) -> list[Flat]:
    return [{name: r.get(name) or "" for name in ("norm", "article", "certainty")} for r in _rows(part, "refs")]


def flat_statements(part: Flat) -> list[Flat]:
    return [{"key": key, "text": text} for key, text in _mapping(part.get("statements")).items()]


def question_from(
    flat: Flat, options: list[Flat], thresholds: list[Flat], references: list[Flat], statements: list[Flat]
) -> Flat:
    """Return the question as in a file. Raises notation.UnreadableCondition and UnreadableTags."""
    names = ("code", "type", "weight", "text", "help", *FLAGS)
    found = without_blanks({name: flat.get(name) for name in names})
    found |= without_blanks({"effort": effort_from(flat.get("effort", ""), flat.get("type", ""))})
    found |= without_blanks({"tags": listed(flat.get("tags", "")), "refs": references})
    found |= without_blanks({"crosswalk": tags_from(flat.get("crosswalk", ""))})
    found |= without_blanks({"applies_when": notation.read(flat.get("applies_when", ""))})
    requirement, describe = flat.get("requirement") or "none", flat.get("describe", "")
    if requirement != "none" or describe:
        evidence = {"requirement": requirement, "accepts": flat.get("accepts"), "describe": describe}
        found["evidence"] = without_blanks(evidence)
    if flat.get("relation"):
        found["previous"] = {"relation": flat["relation"], "codes": listed(flat.get("before", ""))}
    said = {row["key"]: row["text"] for row in statements}
    return found | without_blanks(_of_type(flat, options, thresholds) | {"statements": said})


def _of_type(flat: Flat, options: list[Flat], thresholds: list[Flat]) -> Flat:
    kind = flat.get("type")
    if kind in (MULTI, CHOICE):
        points = "weight" if kind == MULTI else "points"
        rows = [{points if key == "points" else key: value for key, value in row.items()} for row in options]
        return {"options": rows, "max_points": flat.get("max_points", "") if kind == CHOICE else ""}
    if kind == SCALE:
        levels = [flat.get(f"level_{level}", "") for level in LEVELS]
        return {"levels": levels if any(levels) else []}
    if kind == NUMERIC:
        rows = [{("from" if key == "start" else key): value for key, value in row.items()} for row in thresholds]
        return {"numeric": without_blanks({name: flat.get(name) for name in NUMBERS}), "thresholds": rows}
    return {}


def flat_group(part: Flat) -> Flat:
    names = ("code", "name", "short_name", "weight", "definition")
    tags = ", ".join(map(str, part.get("tags") or []))
    return {**{name: part.get(name, "") for name in names}, "tags": tags, "crosswalk": tag_lines(part.get("crosswalk"))}


def group_from(flat: Flat) -> Flat:
    """Return the dimension or indicator as in a file. Raises UnreadableTags."""
    own = {key: value for key, value in flat.items() if key not in ("tags", "crosswalk")}
    tags = {"tags": listed(flat.get("tags", "")), "crosswalk": tags_from(flat.get("crosswalk", ""))}
    return without_blanks(own | tags)


def tag_lines(tags: Any) -> str:
    """Format crosswalk tags as lines «form: item | item»."""
    return "\n".join(
        f"{form}: {' | '.join(map(str, items if isinstance(items, list) else [items]))}"
        for form, items in _mapping(tags).items()
    )


def tags_from(text: str) -> Flat:
    """Parse lines «form: item | item» into crosswalk tags. Raises UnreadableTags."""
    found: Flat = {}
    for line in text.splitlines():
        form, colon, items = line.partition(":")
        several = [" ".join(item.split()) for item in items.split("|") if item.strip()]
        if not line.strip():
            continue
        if not colon or not form.strip() or not several:
            raise UnreadableTags(f"«{line.strip()[:40]}»: escriba la clave del formulario, dos puntos y el ítem")
        if form.strip() in found:
            raise UnreadableTags(f"el formulario «{form.strip()[:40]}» está dos veces; deje una sola línea")
        found[form.strip()] = several if len(several) > 1 else several[0]
    return found


def effort_line(effort: Any) -> str:
    """Format the effort of a step: one number, or those of the levels of a scale from 1 on, «1, 2, 3, 5»."""
    if not isinstance(effort, dict):
        return "" if effort is None else str(effort)
    return ", ".join(str(effort.get(str(level), 1)) for level in LEVELS[1:])


def effort_from(text: str, kind: str) -> str | dict[str, str]:
    """Parse the line of a scale with one number per level; anything else stays as typed."""
    by_level = listed(text)
    if kind != SCALE or len(by_level) != len(LEVELS) - 1:
        return text
    return {str(level): effort for level, effort in zip(LEVELS[1:], by_level, strict=True)}


def listed(text: str) -> list[str]:
    """Split a comma-separated list."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _mapping(value: Any) -> Flat:
    return value if isinstance(value, dict) else {}


def _rows(part: Flat, key: str) -> list[Flat]:
    return [row for row in part.get(key) or [] if isinstance(row, dict)]
