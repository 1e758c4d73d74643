"""Writing to the append-only log; actions call it inside their transaction."""

from datetime import datetime

from django.db.models import Model

from core.models import AuditEntry


def record(*, by, verb: str, target: Model, at: datetime, data: dict | None = None) -> AuditEntry:
    """Write one audit entry about `target`; `by` is a user, or None when the portal or a command acts.

    `data` never holds the content of answers or personal data: codes, versions and counts only.
    """
    return AuditEntry.objects.create(
        at=at, by=by, verb=verb, target_type=target._meta.label_lower, target_id=str(target.pk), data=data or {}
    )
