"""What changes how an account is reached: what opened it before ends, and its owner is told."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from knox.models import AuthToken

from accounts.choices import MailKind, SecurityEvent
from accounts.models import SecurityNotice, User
from core import audit
from mail.actions import outbox


@transaction.atomic
def end_access(
    *, person: User, because: SecurityEvent, by: User | None, at: datetime, origin: str = "", former: str = ""
) -> None:
    """End every session, API token, known browser and pending link of the account, and tell its owner.

    A session that is to stay takes the new hash of `person` (`update_session_auth_hash`). `by` None: the operator at the command
    line. `former`: the address of before, which is told too.
    """
    User.objects.filter(pk=person.pk).update(access_version=F("access_version") + 1)
    person.refresh_from_db(fields=["access_version"])
    tokens, _ = AuthToken.objects.filter(user=person.pk).delete()
    # The link to an address that somebody else asked for would take the account over days later.
    EmailAddress.objects.filter(user=person.pk, verified=False, primary=False).delete()
    data = {"because": because.value, "tokens": tokens}
    audit.record(by=by, verb="user.access_ended", target=person, at=at, data=data)
    tell(person=person, event=because, at=at, origin=origin, former=former)


@transaction.atomic
def tell(*, person: User, event: SecurityEvent, at: datetime, origin: str = "", former: str = "") -> None:
    """Mail the owner of the account, at the former address too, what happened to it."""
    for email in dict.fromkeys(filter(None, (person.email, former))):
        notice = SecurityNotice.objects.create(person_id=person.pk, event=event, email=email, origin=origin[:45], at=at)
        key = f"{MailKind.SECURITY}:{notice.pk}"
        outbox.enqueue(kind=MailKind.SECURITY, subject_id=notice.pk, key=key, at=at)
