"""Good practices as help on the questions they are bound to, in words."""

from django.urls import reverse

from advisory.matching.help import Kind
from advisory.practices.models import PracticeVersion
from advisory.practices.queries.public import public_practices
from core.slots import Asked, HelpItem


def practices_as_help(asked: Asked) -> dict[str, list[HelpItem]]:
    """Return what other municipalities did about each question (core.slots.help_items), the newest first. One query."""
    rows = public_practices().filter(question__in=list(asked.subjects)).exclude(practice__municipality=asked.place)
    found: dict[str, list[HelpItem]] = {}
    for row in rows.order_by("-published_at", "practice__code"):
        found.setdefault(row.question, []).append(_item(row, asked.subjects[row.question]))
    return found


def _item(row: PracticeVersion, level: int | None) -> HelpItem:
    practice = row.practice
    leads = "" if row.to_level is None else f", lleva de {row.from_level} a {row.to_level}"
    return HelpItem(
        Kind.PRACTICE, practice.code, row.title, reverse("advisory:practice", args=[practice.code]),
        f"{practice.municipality}{leads}",
        fits=None if row.from_level is None or level is None else row.from_level == level, is_demo=practice.is_demo,
    )  # fmt: skip
