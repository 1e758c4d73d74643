"""The picture of a municipality's card, and what it shows in words."""

from base64 import b64decode, b64encode

from django.core.cache import cache

from core.numbers import score as number
from core.web import page_cache
from diagnostics.results.exports import DEMO
from portal.exports.card import card_png
from portal.queries.widget import Card, card_of

KEPT = 3600  # seconds
LONGEST_REASON = 180  # characters that fit under the level


def picture_of(slug: str) -> bytes | None:
    """Return the picture as PNG; None if there is no such municipality. Kept until something is published."""
    key = f"card-picture:{page_cache.edition()}:{slug}"
    kept: str | None = cache.get(key)
    if kept is not None:
        return b64decode(kept)
    card = card_of(slug)
    if card is None:
        return None
    picture = card_png(_drawn(card))
    cache.set(key, b64encode(picture).decode(), KEPT)  # the cache takes what JSON holds
    return picture


def _drawn(card: Card) -> dict[str, str | int]:
    round = card.edition.round if card.edition else None
    reason = f"{card.gate[0]} {card.gate[1]}" if card.gate else card.note
    return {
        "place": str(card.municipality),
        "round": str(round) if round else "",
        "demo": DEMO if round and round.is_demo else "",
        "score": number(card.outcome.total.displayed) if card.outcome and card.outcome.has_result else "",
        "level": card.level_number,
        "word": card.word,
        "why": reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 1].rpartition(' ')[0]}…",
    }
