from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from mail.choices import KINDS, About, Kind, State
from mail.models import Outbox


@dataclass
class Letters:
    """A kind of mail that belongs to no app: what it was asked, what it was told, and how it misbehaves."""

    said: list[int] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    silent: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)

    def compose(self, mail: Outbox, at: datetime) -> EmailMessage | None:
        if mail.subject_id in self.broken:
            raise ValueError("a template that does not render")
        if mail.subject_id in self.silent:
            return None
        self.said.append(mail.subject_id)
        return EmailMessage(f"Carta {mail.subject_id}", "Hola.", to=[f"{mail.subject_id}@correo.example"])

    def settled(self, mail: Outbox, state: State, at: datetime) -> None:
        self.told.append((mail.subject_id, str(state)))

    def about(self, mails: list[Outbox], at: datetime) -> dict[int, About]:
        return {
            mail.pk: About(f"Carta {mail.subject_id}", f"N.º {mail.subject_id}", mail)
            for mail in mails
            if mail.subject_id not in self.silent
        }


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def letters() -> Iterator[Letters]:
    """Two kinds that wait a day; whoever makes one of the second sends it within a minute."""
    made, day, minute = Letters(), timedelta(days=1), timedelta(minutes=1)
    kinds = [
        Kind("letter", "Carta", day, made.compose, made.about, made.settled),
        Kind("slow", "Carta lenta", day, made.compose, made.about, takes=minute),
    ]
    KINDS.extend(kinds)
    yield made
    for kind in kinds:
        KINDS.remove(kind)
