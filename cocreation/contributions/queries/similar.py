"""Contributions like the one that somebody is writing, so that they may support it in place of repeating it.

PostgreSQL finds candidates by full text and trigrams; SQLite, or a database without those extensions, looks at the newest ones.
Both are then measured alike: by the words that the two texts share, without accents and endings.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, TrigramSimilarity
from django.db import connection
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Concat

from cocreation.agendas.models import Agenda
from cocreation.contributions.models import Contribution
from core.words import folded

MOST, CANDIDATES, NEWEST = 5, 30, 1000
SOMEWHAT, VERY = 0.3, 0.6  # shares of the words of the shorter text
FEWEST_SHARED, LONGEST_READ, MOST_WORDS = 2, 1500, 60
_WORD = re.compile(r"[a-z0-9]{4,}")
_COMMON = frozenset([
    "para", "pero", "como", "este", "esta", "esto", "estos", "estas", "entre", "sobre", "desde", "hasta", "cuando",
    "donde", "todo", "toda", "todos", "todas", "tambien", "porque", "hacer", "hace", "tiene", "tienen", "nuestro",
    "nuestra", "propongo", "idea", "problema", "municipio", "barrio", "vereda",
])  # fmt: skip


@dataclass(frozen=True)
class Similar:
    """`is_very`: it says so much of the same that it is shown before sending."""

    contribution: Contribution
    share: float

    @property
    def is_very(self) -> bool:
        return self.share >= VERY


class Unaccent(Func):
    function = "unaccent"
    output_field = TextField()


def similar_to(agenda: Agenda, *, title: str, text: str) -> list[Similar]:
    """Return at most five public contributions of the agenda, the most similar first. One query, two on PostgreSQL."""
    wanted = stems_of(f"{title} {text[:LONGEST_READ]}")
    if len(wanted) < FEWEST_SHARED:
        return []
    rows = agenda.contributions.public().filter(erased_at=None).select_related("agenda", "municipality")
    found = _candidates(rows, title, wanted) if _has_extensions() else rows.order_by("-published_at", "-pk")[:NEWEST]
    measured = [Similar(row, share_of(wanted, stems_of(f"{row.title} {row.text[:LONGEST_READ]}"))) for row in found]
    near = sorted((one for one in measured if one.share >= SOMEWHAT), key=lambda one: -one.share)
    return near[:MOST]


def stems_of(text: str) -> frozenset[str]:
    """Return the words of a text that say something, folded and without plural and gender."""
    words = (word for word in _WORD.findall(folded(text)) if word not in _COMMON)
    return frozenset(re.sub(r"(?:es|s|os|as|o|a|e)$", "", word) for word in words)


def share_of(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how many of the words of the shorter text stand in the other, 0 to 1."""
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared / shorter if shared >= FEWEST_SHARED else 0.0


def _candidates(rows: QuerySet, title: str, wanted: frozenset[str]) -> QuerySet:
    all_text = Unaccent(Concat(F("title"), Value(" "), F("text"), output_field=TextField()))
    # Only letters and digits stand in `wanted`: nothing in it is syntax.
    words = SearchQuery(
        " | ".join(f"{word}:*" for word in sorted(wanted)[:MOST_WORDS]), search_type="raw", config="simple"
    )
    vector = SearchVector(all_text, config="simple")
    near = TrigramSimilarity(Unaccent("title"), Unaccent(Value(title)))
    found = rows.alias(words=vector, rank=SearchRank(vector, words) + near).filter(words=words)
    return found.order_by("-rank", "-pk")[:CANDIDATES]


def _has_extensions() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'unaccent')")
        return cursor.fetchone()[0] == 2
