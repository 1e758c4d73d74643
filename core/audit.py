"""Writes the append-only audit log; actions call it inside their transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from core.models import AuditEntry


def record_many(entries: Iterable[AuditEntry]) -> None:
    """Write several entries (from `entry_of`) in one statement."""
    AuditEntry.objects.bulk_create(entries)


def own_change(target: Model, by, *verbs: str, **data: str) -> datetime | None:
    """Return when `by` did the last of these acts on `target`; None where that was somebody else, or nobody.

    `data`: only acts whose entry says so («part="A-01"»).
    """
    last = AuditEntry.of(target).filter(verb__in=verbs, **{f"data__{key}": value for key, value in data.items()}).last()
    return last.at if last and last.by_id == by.pk else None


def record(
    *, by, verb: str, target: Model, at: datetime, scope: Model | None = None, data: dict | None = None, reason: str = "",
) -> AuditEntry:  # fmt: skip
    """Write one audit entry about `target`; `by` is a user, or None when the portal or a command acts.

    `scope`: the row that the target belongs to, if it is another one; its `audit_scope` gives place and process of the entry.
    `data` never holds the content of answers or personal data: codes, versions and counts only. `reason` is the explanation that
    the user typed, where the action requires one.
    """
    entry = entry_of(by=by, verb=verb, target=target, at=at, scope=scope, data=data, reason=reason)
    entry.save()
    return entry


def entry_of(
    *, by, verb: str, target: Model, at: datetime, scope: Model | None = None, data: dict | None = None, reason: str = "",
) -> AuditEntry:  # fmt: skip
    """Return an unsaved entry, for `record_many`."""
    place, process = getattr(scope or target, "audit_scope", ("", ""))
    return AuditEntry(
        at=at,
        by=by,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        place=place,
        process=process,
        data=data or {},
        reason=reason,
    )
