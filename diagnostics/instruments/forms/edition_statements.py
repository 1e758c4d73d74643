"""The statements of a question (scoring.statements): a field for each answer that it may be given."""

from collections.abc import Mapping
from typing import Any

from diagnostics.instruments.exports.edition_sheets import ANSWERS, answer_word
from diagnostics.instruments.forms.edition_fields import Words
from diagnostics.instruments.loaders.statements import MOST_LETTERS
from diagnostics.scoring.flat_parts import flat_options, flat_statements
from diagnostics.scoring.statements import ALL, NONE, SOME, VALUE, ZERO

PREFIX = "said_"
LABELS = {
    SOME: "Si marca algunas", ALL: "Si las marca todas", NONE: "Si no marca ninguna", VALUE: "Con el número que dé",
    ZERO: "Si no hubo casos (0 de 0)",
}  # fmt: skip
OF_RATIO = "Puede llevar {numerador}, {denominador} y {porcentaje}."
OF_COUNT = "Puede llevar {numero}."
HINTS = {
    SOME: "Lleva {opciones}: ahí se nombran las marcadas, con minúscula.",
    ALL: "Puede quedar vacía: entonces se nombran todas.",
}


def statement_fields(part: Mapping[str, Any]) -> dict[str, Words]:
    """Return the fields by name, for the type, levels and options with which the question is stored."""
    said, kind = [row["key"] for row in flat_statements(dict(part))], part.get("type", "")
    hints = _hints(part)
    keys = [key for key in hints if key != ZERO or _may_have_no_cases(part)]
    return {
        f"{PREFIX}{key}": Words(
            LABELS.get(key) or f"Si responde «{answer_word(kind, key)}»", rows=2, hint=hints.get(key, ""),
            limit=MOST_LETTERS,
        )
        for key in dict.fromkeys([*keys, *said])
    }  # fmt: skip


def statement_values(part: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of the fields by name."""
    return {f"{PREFIX}{row['key']}": row["text"] for row in flat_statements(dict(part))}


def statement_rows(cleaned: Mapping[str, Any], codes: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was written, as rows of key and text. `codes`: of options as they were → as they are, "" if gone."""
    written = {name.removeprefix(PREFIX): text for name, text in cleaned.items() if name.startswith(PREFIX) and text}
    return [{"key": codes.get(key, key), "text": text} for key, text in written.items() if codes.get(key, key)]


def _hints(part: Mapping[str, Any]) -> dict[str, str]:
    """What stands below each field, by key: the level or the option of which it speaks, or what the text may hold."""
    kind = part.get("type", "")
    if kind == "scale":
        levels = part.get("levels") or []
        return {str(level): str(levels[level]) if level < len(levels) else "" for level in range(5)}
    if kind == "choice":
        return {option["code"]: option["text"] for option in flat_options(dict(part)) if option["code"]}
    hints = {key: HINTS.get(key, "") for key in ANSWERS.get(kind, {}).values()}
    if VALUE in hints:
        hints[VALUE] = OF_RATIO if _mode(part) == "ratio" else OF_COUNT
    return hints


def _may_have_no_cases(part: Mapping[str, Any]) -> bool:
    return _mode(part) == "ratio" and (part.get("numeric") or {}).get("zero_denominator_score") not in (None, "")


def _mode(part: Mapping[str, Any]) -> str:
    return str((part.get("numeric") or {}).get("mode", "ratio"))
