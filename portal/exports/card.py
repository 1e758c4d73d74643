"""The picture of a municipality's result, for messages and social networks."""

from pathlib import Path
from typing import Any

from core.pdf import picture

PAGE = Path(__file__).with_name("card.typ")


def card_png(data: dict[str, Any]) -> bytes:
    """Draw the card, 1200 × 630 pixels.

    `data`: place, round, demo (its warning or ""), score ("" without one), level (0–5), word (of the level) and why.
    """
    return picture(PAGE, data)
