"""Telling people something, and a mail server that fails as a test says."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.locmem import EmailBackend

from accounts.actions import notifications
from accounts.choices import NotificationKind
from accounts.models import User

FAULTY = f"{__name__}.Faulty"


class Faulty(EmailBackend):
    """A mail server that fails as the test says: when it is opened, or when it takes a message."""

    on_open: Exception | None = None
    on_send: Exception | None = None
    tried = 0

    def open(self) -> None:
        if Faulty.on_open:
            raise Faulty.on_open

    def send_messages(self, messages) -> int:
        Faulty.tried += 1
        if Faulty.on_send:
            raise Faulty.on_send
        return super().send_messages(messages)


class PutsOffOne(EmailBackend):
    """A mail server that asks to come back later for one address alone."""

    address = ""

    def send_messages(self, messages) -> int:
        if self.address in messages[0].to:
            raise SMTPRecipientsRefused({self.address: (452, b"mailbox full")})
        return super().send_messages(messages)


def tell(*people: User, at, **fields) -> int:
    values = {
        "kind": NotificationKind.DEADLINE, "key": "plazo:1:7", "title": "Quedan 7 días hábiles", "body": "Faltan 12 respuestas.",
        "url": "/diagnostico/ciclo/aqui/",
    }  # fmt: skip
    return notifications.notify(to=[person.pk for person in people], at=at, **values | fields)
