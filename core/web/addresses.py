"""Whole addresses of the portal, for what leaves it: documents, data, messages."""

from django.conf import settings


def absolute(path: str) -> str:
    """Return the address by SITE_URL. The Host header is what a visitor writes, and no part of a document."""
    return f"{settings.SITE_URL}{path}"
