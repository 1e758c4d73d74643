"""Template filters of the questionnaire."""

from fractions import Fraction
from typing import Any

from django import template

from core.numbers import trimmed
from diagnostics.scoring.values import in_words, number_for_screen

register = template.Library()


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    """{{ panel.link_texts|at:option.code }} → what the mapping holds, or nothing."""
    return mapping.get(key, "")


@register.filter
def as_points(score: Fraction | None) -> str:
    """{{ case.item.reviewed_points|as_points }} → 62,5 of 100, – where the question does not count."""
    return trimmed(score, 2)


@register.filter
def in_words_of(entry: Any, question: Any) -> list[str]:
    """{{ case.final|in_words_of:case.question }} → what an entry says, one line per option."""
    return entry.words(question)


@register.filter
def short_of(entry: Any, question: Any) -> str:
    """{{ case.final|short_of:case.question }} → an entry, abbreviated."""
    return entry.short(question)


@register.filter
def declared_words(cell: Any) -> list[str]:
    """{{ cell|declared_words }} → what was answered, one line per option."""
    return in_words(cell.question, cell.value)


@register.filter
def parts(value: str) -> list[str]:
    """{{ "a|c"|parts }} → the codes of a stored multiple."""
    return value.split("|")


@register.filter
def number_part(value: str, place: int) -> str:
    """{{ "45/50"|number_part:1 }} → one of the numbers of a stored value, in Colombian notation."""
    found = value.split("/")
    return number_for_screen(found[place].strip()) if place < len(found) else ""


@register.filter
def on_screen(value: str) -> str:
    """{{ "1250.5"|on_screen }} → 1.250,5; what is no number as typed."""
    return number_for_screen(value)


@register.filter
def code_for(mapping: dict[str, Any], key: str) -> str:
    """{{ instrument.indicator_of|code_for:question_code }} → the code of what the mapping holds."""
    return mapping[key].code


@register.filter
def fact_in_words(facts: dict[str, Any], code: str) -> str:
    """{{ facts|fact_in_words:"has_council" }} → Sí, No, the value, or Sin definir."""
    value = facts.get(code)
    if isinstance(value, bool):
        return "Sí" if value else "No"
    return "Sin definir" if value is None else str(value)
