"""Queries of the audit log, filtered, as rows of text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from core import acts
from core.models import AuditEntry


@dataclass(frozen=True)
class LogRow:
    """One entry: when, who (a mail address or «portal»), the action, its target, and the recorded data."""

    at: datetime
    by: str
    verb: str
    act: str
    about: str
    data: str
    reason: str


def log_of(wanted: Mapping[str, str]) -> tuple[QuerySet[AuditEntry], dict[str, str]]:
    """Return the matching entries, newest first, and the filter as applied (invalid parts are dropped)."""
    entries = AuditEntry.objects.select_related("by").order_by("-at", "-pk")
    used: dict[str, str] = {}
    if (verb := wanted.get("verbo", "")) in acts.words():
        entries, used["verbo"] = entries.filter(verb=verb), verb
    for name, lookup in (("desde", "at__date__gte"), ("hasta", "at__date__lte")):
        try:
            day = date.fromisoformat(wanted.get(name, ""))
        except ValueError:
            continue
        entries, used[name] = entries.filter(**{lookup: day}), day.isoformat()
    return entries, used


def log_rows(entries: Iterable[AuditEntry]) -> list[LogRow]:
    """Return rows with the names of their targets. One query per model of the targets."""
    entries = list(entries)
    names, hidden, words = acts.names_of(entries), acts.hidden_in(entries), acts.words()
    return [
        LogRow(
            timezone.localtime(e.at),
            e.by.email if e.by else "portal",
            e.verb,
            words.get(e.verb, e.verb),
            names.get((e.target_type, e.target_id), f"{e.target_type} {e.target_id}"),
            _data(e) if (e.verb, e.target_id) not in hidden else "",
            e.reason,
        )
        for e in entries
    ]


def _data(entry: AuditEntry) -> str:
    return ", ".join(f"{key}: {acts.value_in_words(value)}" for key, value in entry.data.items())
