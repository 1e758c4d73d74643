"""Telling people: who reviews when a practice waits for them, its municipality when it was reviewed, returned or withdrawn."""

from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from advisory.practices.choices import DECIDED_TOLD, WAITING_TOLD
from advisory.practices.models import Practice
from notices.actions.notifications import tell
from notices.choices import NoticeText


def tell_reviewers(row: Practice, by: User, at: datetime) -> None:
    to = people_who(Permission.REVIEW_PRACTICES, None)
    _tell(row, to, WAITING_TOLD, {"municipio": row.municipality.name}, "waiting", by, at)


def tell_writers(row: Practice, what: str, event: str, by: User, at: datetime) -> None:
    to = people_who(Permission.WRITE_PRACTICES, row.municipality)
    _tell(row, to, DECIDED_TOLD, {"que": what}, event, by, at)


def _tell(
    row: Practice, to: list[User], text: NoticeText, more: dict[str, str], event: str, by: User, at: datetime
) -> None:  # fmt: skip
    people = sorted({person.pk for person in to} - {by.pk})
    values = {"codigo": row.code, "titulo": row.title} | more
    url = reverse("practices:work", args=[row.code])
    tell(to=people, text=text, values=values, key=f"practice:{row.pk}:{event}:{row.version}", url=url, at=at)
