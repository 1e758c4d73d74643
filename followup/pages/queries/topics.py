"""Commitments and indicators as topics that people follow or give feedback on (notices.queries.topics)."""

from django.urls import reverse

from followup.commitments.queries.public import public_commitments
from followup.indicators.queries.sheets import sheet_of
from notices.queries.topics import Topic


def commitment_topic(code: str) -> Topic | None:
    """Return the topic of a commitment, None if there is none. One query."""
    one = public_commitments().filter(code=code).select_related("municipality").first() if code else None
    return (
        Topic(f"commitment:{code}", f"Compromiso {code}: {one.title}", one.get_absolute_url(), one.municipality)
        if one
        else None
    )


def indicator_topic(code: str) -> Topic | None:
    """Return the topic of an indicator, None if there is none. One query."""
    sheet = sheet_of(code) if code else None
    return (
        Topic(f"indicator:{code}", f"{code}: {sheet.name}", reverse("followup:indicator", args=[code]))
        if sheet
        else None
    )
