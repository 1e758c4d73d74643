"""Look-ups that templates of the questionnaire need and their language lacks."""

from typing import Any

from django import template

from diagnostics.queries.sentences import percent
from diagnostics.scoring.values import plain

register = template.Library()
register.filter("as_percent", percent)  # {{ short.coverage|as_percent }} → 80 %
register.filter("plain", plain)  # {{ step.start|plain }} → 1.250.000,5


@register.filter
def at(mapping: dict[str, str], key: str) -> str:
    """{{ panel.link_texts|at:option.code }} → what the mapping holds, or nothing."""
    return mapping.get(key, "")


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


@register.filter
def pending_count(items: list[Any]) -> int:
    """{{ items|pending_count }} → how many of the items wait for a mark."""
    return sum(item.needs_mark and item.review is None for item in items)
