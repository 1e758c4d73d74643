"""Mails with one-time links, which leave by a task: how long an answer takes tells nobody who has an account."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.choices import MailKind
from accounts.models import User
from mail.actions import outbox

NOBODY = 0


@transaction.atomic
def send_password_link(*, email: str, at: datetime) -> None:
    """Mail a link to a new password; for an address without an account the same rows are written, and nothing is sent."""
    found = User.objects.filter(email=email, is_active=True).values_list("pk", flat=True).first()
    _enqueue(MailKind.PASSWORD_LINK, found or NOBODY, at)


@transaction.atomic
def send_email_link(*, address_id: int, at: datetime) -> None:
    """Mail the link that confirms an address."""
    _enqueue(MailKind.EMAIL_LINK, address_id, at)


@transaction.atomic
def send_account_waiting(*, person_id: int, at: datetime) -> None:
    """Mail a person who never signed in how to do it."""
    _enqueue(MailKind.ACCOUNT_WAITING, person_id, at)


def _enqueue(kind: MailKind, subject_id: int, at: datetime) -> None:
    outbox.enqueue(kind=kind, subject_id=subject_id, key=f"{kind}:{uuid4()}", at=at)
