"""The search of the public list of practices: words, and five facets with their counts.

PostgreSQL compares words by the dictionary `spanish`, with an index over text whose accents are gone already
(PracticeVersion.searched); SQLite looks for the same words without their plural endings anywhere in that text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from advisory.pages.queries.themes import Dimensions
from advisory.practices.choices import LONGEST_CODE, LONGEST_TAG, LONGEST_THEME, CostBand
from advisory.practices.models import PracticeVersion
from advisory.practices.queries.public import public_practices
from core.search.columns import LONGEST_QUERY, MOST_WORDS
from core.words import folded

_WORD = re.compile(r"[a-z0-9]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:es|s)$")
Rows = QuerySet[PracticeVersion]
# What each facet filters by, and what it is counted by; the address says its key.
FACETS: dict[str, str] = {
    "tema": "theme", "municipio": "practice__municipality__slug", "costo": "cost_band", "pregunta": "question",
    "etiqueta": "tag_rows__tag",
}  # fmt: skip
LONGEST = {
    "tema": LONGEST_THEME,
    "municipio": 80,
    "pregunta": 2 * LONGEST_CODE,
    "etiqueta": LONGEST_TAG,
    "dimension": 20,
}


@dataclass(frozen=True)
class Wanted:
    """What the list was asked for. `facets`: by the keys of FACETS; `dimension`: instead of one question."""

    text: str = ""
    dimension: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, asked) -> "Wanted":
        said = {key: asked.get(key, "").strip()[:longest] for key, longest in LONGEST.items()}
        cost = asked.get("costo", "")
        facets = {key: said.get(key, "") for key in FACETS} | {"costo": cost if cost in CostBand.values else ""}
        text = asked.get("q", "").strip()[:LONGEST_QUERY]
        return cls(text, said["dimension"], {key: value for key, value in facets.items() if value})

    @property
    def is_anything(self) -> bool:
        return bool(self.text or self.dimension or self.facets)


def found(wanted: Wanted, themes: Dimensions) -> Rows:
    """Return the public practices that hold every word and have every facet, those published last on top."""
    return _having(wanted, themes).order_by("-published_at", "-pk")


def counts(wanted: Wanted, themes: Dimensions) -> dict[str, dict[str, int]]:
    """Return how many practices each value of each facet would leave, the other facets as they were asked for. One query."""
    parts = [
        _having(wanted, themes, but=key)
        .order_by()
        .values_list(Value(key, CharField()), Cast(F(column), CharField()))
        .annotate(number=Count("pk"))
        for key, column in FACETS.items()
    ]
    result: dict[str, dict[str, int]] = {key: {} for key in FACETS}
    for key, value, number in reduce(lambda one, other: one.union(other, all=True), parts):
        if value:
            result[key][value] = number
    return result


def having_words(rows: Rows, text: str) -> Rows:
    """Keep those that hold every word of a text; none if it holds no word."""
    words = _WORD.findall(folded(text))[:MOST_WORDS]
    if not words:
        return rows.none()
    if connection.vendor == "postgresql":
        # Only letters and digits stand in the words: nothing in them is syntax.
        query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="spanish")
        return rows.alias(words=_Words(F("searched"))).filter(words=query)
    return rows.filter(*(Q(searched__contains=_PLURAL.sub("", word)) for word in words))


class _Words(Func):
    """The column `words`, which PostgreSQL makes of `searched` (migration 0001 of practices)."""

    output_field = SearchVectorField()

    def as_sql(self, compiler, connection, **more):
        searched, parameters = compiler.compile(self.source_expressions[0])
        return searched.replace('"searched"', '"words"'), parameters


def _having(wanted: Wanted, themes: Dimensions, *, but: str = "") -> Rows:
    rows = public_practices()
    if wanted.text:
        rows = having_words(rows, wanted.text)
    if wanted.dimension and but != "pregunta":
        rows = rows.filter(question__in=themes.questions(wanted.dimension))
    return rows.filter(**{FACETS[key]: value for key, value in wanted.facets.items() if key != but})
