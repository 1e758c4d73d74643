"""The pages about the portal itself, as they are worded now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from core.versioned_text.queries import Filled, current, fill
from core.versioned_text.registry import TEXTS
from core.web.addresses import absolute

NOBODY_NAMED, NO_CONTACT = "la entidad que lo opera", "la coordinación metropolitana"
SUMMARY = 155  # characters
VALID = timedelta(days=180)  # of security.txt, made anew with every visit


@dataclass(frozen=True)
class AboutPage:
    """`number` 0: the text that the portal brings."""

    filled: Filled
    number: int
    changed_at: datetime | None

    @property
    def summary(self) -> str:
        """The beginning of the text, for search engines."""
        return " ".join(Truncator(self.filled.text).chars(SUMMARY).split())


def about_page(key: str) -> AboutPage:
    """One query."""
    now = current(key)
    publisher = settings.PUBLISHER_NAME
    given = {
        "entidad": NOBODY_NAMED if publisher == settings.PORTAL_NAME else publisher,
        "contacto": settings.CONTACT_EMAIL or NO_CONTACT,
    }
    text = TEXTS[key]
    values = {one.name: given[one.name] for one in text.placeholders}
    return AboutPage(fill(text, now.wording, values), now.number, now.last.at if now.last else None)


def security_txt(now: datetime) -> str:
    """Return security.txt (RFC 9116): whom programs and people tell about a hole."""
    contact = f"mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else absolute(reverse("portal:contact"))
    expires = (now + VALID).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = {
        "Contact": contact,
        "Expires": expires,
        "Preferred-Languages": "es, en",
        "Canonical": absolute(reverse("portal:security-txt")),
        "Policy": absolute(reverse("portal:security")),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
