"""Search for words in text columns, without regard to accents and capitals, on SQLite and PostgreSQL alike."""

import re

from django.db.models import Q, QuerySet

from core.words import composed, folded

MOST_WORDS, LONGEST_QUERY = 6, 80  # words and characters of a search
_ENYE = "\ue0f1"  # stands for ñ while a text is folded
# Who types n may mean ñ; who types ñ means ñ.
_ACCENTED = {"ñ": "ñ", "a": "áàâäãå", "c": "ç", "e": "éèêë", "i": "íìîï", "n": "ñ", "o": "óòôöõ", "u": "úùûü"}


def words_of(text: str) -> list[str]:
    """Return the first words of what somebody typed, folded but for ñ."""
    return _with_enye(text[:LONGEST_QUERY]).split()[:MOST_WORDS]


def holds_words(text: str, words: list[str]) -> bool:
    """Whether a text holds every one of `words_of` a search."""
    plain = folded(text)
    exact = _with_enye(text) if any("ñ" in word for word in words) else plain
    return all(word in (exact if "ñ" in word else plain) for word in words)


def _with_enye(text: str) -> str:
    return folded(composed(text).replace("ñ", _ENYE).replace("Ñ", _ENYE)).replace(_ENYE, "ñ")


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
