"""The legal pages, as they are worded now."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from core.versioned_text.queries import Filled, current, fill
from core.versioned_text.registry import TEXTS

NOBODY_NAMED, NO_CONTACT = "la entidad que lo opera", "la coordinación metropolitana"


@dataclass(frozen=True)
class LegalPage:
    """`number` 0: the text that the portal brings."""

    filled: Filled
    number: int
    changed_at: datetime | None


def legal_page(key: str) -> LegalPage:
    """One query."""
    now = current(key)
    publisher = settings.PUBLISHER_NAME
    values = {
        "entidad": NOBODY_NAMED if publisher == settings.PORTAL_NAME else publisher,
        "contacto": settings.CONTACT_EMAIL or NO_CONTACT,
    }
    return LegalPage(fill(TEXTS[key], now.wording, values), now.number, now.last.at if now.last else None)
