"""The list of practices: the facets that can be chosen, and a sentence for each practice."""

from collections.abc import Mapping
from dataclasses import dataclass

from advisory.pages.queries.search import Wanted
from advisory.pages.queries.themes import Dimensions
from advisory.practices.choices import CostBand
from advisory.practices.models import PracticeVersion
from core.numbers import trimmed
from core.words import counted
from territory.models import Municipality

MOST_TAGS = 40


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    key: str
    label: str
    every: str
    options: list[Option]


def facets_of(
    wanted: Wanted, counts: Mapping[str, Mapping[str, int]], places: list[Municipality], themes: Dimensions
) -> list[Facet]:
    """Return the facets that have something to choose; what was chosen is always among it."""
    by_dimension: dict[str, int] = {}
    for question, number in counts["pregunta"].items():
        if dimension := themes.dimension_of.get(question):
            by_dimension[dimension] = by_dimension.get(dimension, 0) + number
    tags = sorted(counts["etiqueta"].items(), key=lambda one: (-one[1], one[0]))[:MOST_TAGS]
    themes_named = {name: name for name in sorted(counts["tema"])}
    parts = (
        ("tema", "Tema", "Todos", themes_named, counts["tema"]),
        ("municipio", "Municipio", "Todos", {one.slug: one.name for one in places}, counts["municipio"]),
        ("costo", "Costo", "Cualquiera", dict(CostBand.choices), counts["costo"]),
        ("dimension", "Dimensión del diagnóstico", "Todas", themes.names, by_dimension),
        ("etiqueta", "Etiqueta", "Todas", {tag: tag for tag, _ in sorted(tags)}, dict(tags)),
    )
    found = [_facet(wanted, *part) for part in parts]
    return [one for one in found if one.options]


def _facet(
    wanted: Wanted, key: str, label: str, every: str, names: Mapping[str, str], counts: Mapping[str, int]
) -> Facet:
    chosen = wanted.dimension if key == "dimension" else wanted.facets.get(key, "")
    shown = {value: name for value, name in names.items() if counts.get(value) or value == chosen}
    if chosen and chosen not in shown:
        shown[chosen] = chosen
    return Facet(
        key, label, every, [Option(value, name, counts.get(value, 0), value == chosen) for value, name in shown.items()]
    )


def result_sentence(one: PracticeVersion) -> str:
    """«De 3 (2025) a 8 (2026) procesos con devolución»; without a number before, what there is."""
    after = f"{trimmed(one.result_number)} ({one.result_period})"
    before = f"De {trimmed(one.before_number)} ({one.before_period}) a " if one.before_is_known else ""
    return f"{before}{after} {one.result_unit}"


def time_words(one: PracticeVersion) -> str:
    return counted(one.months, "mes", "meses")
