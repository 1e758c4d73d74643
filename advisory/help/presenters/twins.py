"""Twins of a municipality as help on questions, in words."""

from advisory.help.queries.twins import ThemeTwin, twins_of
from advisory.matching.help import Kind, Near
from core.numbers import joined, trimmed
from core.slots import Asked, HelpItem

MOST = 2  # of each theme
DECIMALS = 2


def twins_as_help(asked: Asked) -> dict[str, list[HelpItem]]:
    """Return the nearest twins in the theme of each question (core.slots.help_items). Two queries."""
    found = twins_of(asked.place, asked.process)
    if found is None:
        return {}
    instrument = found.results.instrument
    themes = {code: instrument.dimension_of[one.code] for code, one in instrument.indicator_of.items()}
    return {
        code: [
            _item(one, themes[code].short_name, is_demo=found.is_demo)
            for one in found.by_theme[themes[code].code][:MOST]
        ]
        for code in asked.subjects
        if code in themes and themes[code].code in found.by_theme
    }


def _item(one: ThemeTwin, theme: str, *, is_demo: bool) -> HelpItem:
    place = one.outcome.municipality
    made_of = joined([f"{name} {trimmed(part, DECIMALS)}" for name, part in one.twin.differences.items()])
    note = (
        f"{trimmed(one.score, DECIMALS)} en {theme}, frente a {trimmed(one.own, DECIMALS)};"
        f" distancia {trimmed(one.twin.distance, DECIMALS)} ({made_of})"
    )
    url = place.get_absolute_url()
    return HelpItem(Kind.TWIN, place.slug, str(place), url, note, near=Near.DIMENSION, is_demo=is_demo)
