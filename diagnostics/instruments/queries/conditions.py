"""Conditions of questions as sentences: «si «¿Tiene corregimientos?» es sí»."""

from typing import Any

from core.words import folded
from diagnostics.instruments.choices import PartKind
from diagnostics.instruments.models import EditionDraft
from diagnostics.scoring import notation
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.values import number_for_screen

EQUALS = {"eq": "es", "ne": "no es", "in": "es"}
COMPARES = {"gte": "es al menos", "gt": "es más de", "lte": "es como mucho", "lt": "es menos de"}
MOST = 90  # letters of a name inside a sentence


class Names:
    """What the codes of a draft stand for: facts of the municipality, questions and their options."""

    def __init__(self, draft: EditionDraft):
        facts = draft.document.get("municipality_attributes") or []
        self.facts = {fact.get("code", ""): fact for fact in facts if isinstance(fact, dict)}
        self.questions = {part.get("code", ""): part for kind, part, _ in draft.parts() if kind == PartKind.QUESTION}

    def option(self, question: str, code: str) -> str:
        options = self.questions.get(question, {}).get("options") or []
        found = next((o.get("text") for o in options if isinstance(o, dict) and o.get("code") == code), "")
        return f"«{_short(found)}»" if found else code


def names_of(instrument: Instrument) -> Names:
    """Return the names of an edition in use, whose content has the form of a draft."""
    return Names(EditionDraft(document=instrument.content))


def condition_words(condition: dict[str, Any] | None, names: Names) -> str:
    """Return the sentence after «Se pregunta solo»; "" for a question that everybody is asked."""
    return f"si {_said(condition, names)}" if condition else ""


def _said(condition: dict[str, Any], names: Names, *, is_inner: bool = False) -> str:
    for joint, words in (("any", ", o si "), ("all", ", y si ")):
        if joint in condition:
            parts = [_said(part, names, is_inner=True) for part in condition[joint]]
            line = words.join(parts)
            return f"({line})" if is_inner and len(parts) > 1 else line
    value, op = condition.get("value"), condition.get("op", "")
    if "attr" in condition:
        fact = names.facts.get(condition["attr"], {})
        return f"«{_short(fact.get('name') or condition['attr'])}» {_compared(op, _values(value))}"
    code = condition.get("question", "")
    kind = names.questions.get(code, {}).get("type", "")
    if op == "contains":
        return f"en {code} se marcó {names.option(code, str(value))}"
    what = f"el nivel de {code}" if kind == "scale" else f"la respuesta a {code}"
    wanted = [names.option(code, one) for one in _values(value)] if kind == "choice" else _values(value)
    return f"{what} {_compared(op, wanted)}"


def _compared(op: str, values: list[str]) -> str:
    return f"{EQUALS.get(op) or COMPARES.get(op, op)} {either(values)}"


def _values(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [("sí" if one else "no") if isinstance(one, bool) else number_for_screen(str(one)) for one in several]


def either(items: list[str]) -> str:
    """«a», «a o b», «a, b u once»."""
    if len(items) < 2:
        return "".join(items)
    joint = "u" if folded(items[-1].lstrip("«¿")).startswith(("o", "ho", "8")) else "o"
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"


def _short(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1].rstrip()}…"


def readers_of(draft: EditionDraft) -> dict[str, list[str]]:
    """Return the questions whose condition reads each fact of the municipality, by the code of the fact."""
    found: dict[str, list[str]] = {}
    for kind, part, _ in draft.parts():
        if kind == PartKind.QUESTION:
            for code in _facts_in(part.get("applies_when")):
                found.setdefault(code, []).append(part.get("code", ""))
    return found


def _facts_in(condition: Any) -> list[str]:
    if not isinstance(condition, dict):
        return []
    inner = [code for joint in ("any", "all") for part in condition.get(joint) or [] for code in _facts_in(part)]
    return list(dict.fromkeys([*([condition["attr"]] if "attr" in condition else []), *inner]))


def examples(names: Names) -> list[tuple[str, str]]:
    """Return each fact of the municipality and a condition on it, to copy."""
    return [
        (fact.get("name") or code, notation.write({"attr": code, **_sample(fact)}))
        for code, fact in names.facts.items()
        if code
    ]


def _sample(fact: dict[str, Any]) -> dict[str, Any]:
    if fact.get("type") == "choice":
        return {"op": "in", "value": [str(value) for value in (fact.get("values") or ["a", "b"])[:2]]}
    return {"op": "gte", "value": "1"} if fact.get("type") == "integer" else {"op": "eq", "value": True}
