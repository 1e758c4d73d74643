"""Search for words in text columns, without regard to accents and capitals, on SQLite and PostgreSQL alike."""

import re

from django.db.models import Q, QuerySet

from core.words import folded

MOST_WORDS, LONGEST_QUERY = 6, 80  # words and characters of a search
_ACCENTED = {"a": "áàâäãå", "c": "ç", "e": "éèêë", "i": "íìîï", "n": "ñ", "o": "óòôöõ", "u": "úùûü"}


def words_of(text: str) -> list[str]:
    """Return the first words of what somebody typed, folded."""
    return folded(text[:LONGEST_QUERY]).split()[:MOST_WORDS]


def having_words(rows: QuerySet, text: str, *columns: str) -> QuerySet:
    """Keep the rows that hold every word of the text, each in any of the columns. No row if the text holds no word."""
    words = words_of(text)
    wanted = Q()
    for word in words:
        pattern = "".join(map(_any_case, word))
        wanted &= Q(*((f"{column}__iregex", pattern) for column in columns), _connector=Q.OR)
    return rows.filter(wanted) if words else rows.none()


def _any_case(letter: str) -> str:
    """A class of characters; capitals with accents are named, since PostgreSQL compares them by its locale."""
    accented = _ACCENTED.get(letter)
    return f"[{letter}{accented}{accented.upper()}]" if accented else re.escape(letter)
