"""Writing to the append-only log; actions call it inside their transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from core.models import AuditEntry


def record_many(entries: Iterable[AuditEntry]) -> None:
    """Write several entries (entry_of) in one statement."""
    AuditEntry.objects.bulk_create(entries)


def record(*, by, verb: str, target: Model, at: datetime, data: dict | None = None, reason: str = "") -> AuditEntry:
    """Write one audit entry about `target`; `by` is a user, or None when the portal or a command acts.

    `data` never holds the content of answers or personal data: codes, versions and counts only. `reason` is what the person
    wrote to explain herself, where an act asks for that.
    """
    entry = entry_of(by=by, verb=verb, target=target, at=at, data=data, reason=reason)
    entry.save()
    return entry


def entry_of(*, by, verb: str, target: Model, at: datetime, data: dict | None = None, reason: str = "") -> AuditEntry:
    """Return an entry that is not written yet, for `record_many`."""
    return AuditEntry(
        at=at,
        by=by,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        data=data or {},
        reason=reason,
    )
