"""One plain factory for rows of the outbox."""

from datetime import datetime, timedelta

from mail.choices import State, kind_of
from mail.models import SETTLED, UNSETTLED, Outbox


def make_mail(
    kind: str, subject_id: int, *, at: datetime, state: State = State.WAITING, moment: datetime | None = None, **fields
) -> Outbox:
    """A mail made at that moment, in any state; `moment`: when it was claimed or settled, the same where none is given."""
    known, moment = kind_of(kind), moment or at
    values = {
        "key": f"{kind}:{subject_id}",
        "due_at": at + (known.takes or timedelta(0)),
        "waits_until": at + known.waits,
        "claimed_at": moment if state in UNSETTLED else None,
        "settled_at": moment if state in SETTLED else None,
    }
    return Outbox.objects.create(kind=kind, subject_id=subject_id, state=state, created_at=at, **values | fields)


def mail_of(kind: str, subject_id: int) -> Outbox:
    return Outbox.objects.get(key=f"{kind}:{subject_id}")
