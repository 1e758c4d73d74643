"""Queries of the audit log: entries by filter, rows in words, and what can be chosen in the filter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from core import acts
from core.models import AuditEntry
from core.search.columns import LONGEST_QUERY, having_words
from core.words import folded
from diagnostics.assessments.models import Round
from territory.models import Municipality

PORTAL = "portal"  # who: what the portal, a task or a command did
ROUND = "round:"
FOLDED_FROM = 3  # rows that say the same of different things


@dataclass(frozen=True)
class LogRow:
    """One entry. `who`: name of the person, or «El portal»; `by`: their mail address, or `portal`; `place` and `round`: names.

    `details`: the recorded data that people read; `data`: all of it, as text.
    """

    at: datetime
    who: str
    by: str
    verb: str
    act: str
    about: str
    place: str
    round: str
    details: list[str]
    data: str
    reason: str


@dataclass(frozen=True)
class LogRun:
    """Neighbouring entries of one day in which one person did the same in one place and round; mostly a single one."""

    rows: list[LogRow]

    @property
    def first(self) -> LogRow:
        return self.rows[0]

    @property
    def is_folded(self) -> bool:
        return len(self.rows) > 1

    @property
    def where(self) -> str:
        return ", ".join(filter(None, (self.first.place, self.first.round)))

    @property
    def since(self) -> datetime:
        """The earliest entry."""
        return self.rows[-1].at


def log_of(wanted: Mapping[str, str]) -> tuple[QuerySet[AuditEntry], dict[str, str]]:
    """Return the matching entries, newest first, and the filter as applied (invalid parts are dropped)."""
    entries = AuditEntry.objects.select_related("by").order_by("-at", "-pk")
    used: dict[str, str] = {}
    if who := wanted.get("quien", "").strip()[:LONGEST_QUERY]:
        entries, used["quien"] = _by(entries, who), who
    for name, column, known in (
        ("municipio", "place", _places()),
        ("ciclo", "process", _rounds()),
        ("verbo", "verb", acts.words()),
    ):
        if (value := wanted.get(name, "")) in known:
            entries = entries.filter(**{column: f"{ROUND}{value}" if name == "ciclo" else value})
            used[name] = value
    for name, lookup in (("desde", "at__date__gte"), ("hasta", "at__date__lte")):
        try:
            day = date.fromisoformat(wanted.get(name, ""))
        except ValueError:
            continue
        entries, used[name] = entries.filter(**{lookup: day}), day.isoformat()
    return entries, used


def _by(entries: QuerySet[AuditEntry], who: str) -> QuerySet[AuditEntry]:
    if folded(who) in (PORTAL, f"el {PORTAL}"):
        return entries.filter(by=None)
    return entries.filter(by__in=having_words(User.objects.all(), who, "name", "email"))


def _places() -> dict[str, str]:
    return dict(Municipality.objects.in_river_order().values_list("divipola", "name"))


def _rounds() -> dict[str, str]:
    return dict(Round.objects.order_by("-opened_at", "-pk").values_list("code", "name"))


def log_choices() -> dict[str, dict[str, str]]:
    """Return what the filter offers, value → label: acts, municipalities by their code, rounds by theirs. Two queries."""
    return {"acts": acts.words(), "places": _places(), "rounds": _rounds()}


def log_rows(entries: Iterable[AuditEntry]) -> list[LogRow]:
    """Return rows with the names of their targets. One query per model of the targets, and two for places and rounds."""
    entries = list(entries)
    names, hidden, words = acts.names_of(entries), acts.hidden_in(entries), acts.words()
    places, rounds = _places(), _rounds()
    rows = []
    for e in entries:
        shows = (e.verb, e.target_id) not in hidden
        rows.append(
            LogRow(
                at=timezone.localtime(e.at),
                who=e.by.get_full_name() if e.by else "El portal",
                by=e.by.email if e.by else PORTAL,
                verb=e.verb,
                act=words.get(e.verb, e.verb),
                about=names.get((e.target_type, e.target_id)) or acts.noun_of(e),
                place=places.get(e.place, e.place),
                round=rounds.get(e.process.removeprefix(ROUND), e.process),
                details=acts.details_of(e) if shows else [],
                data=_data(e) if shows else "",
                reason=e.reason,
            )
        )
    return rows


def runs_of(rows: Iterable[LogRow]) -> list[LogRun]:
    """Fold neighbours that differ only in what they are about: FOLDED_FROM or more, and none that has a reason of its own."""
    runs = []
    for (*_, reason), found in groupby(
        rows, key=lambda row: (row.at.date(), row.by, row.verb, row.place, row.round, row.reason)
    ):
        same = list(found)
        runs += [LogRun(same)] if len(same) >= FOLDED_FROM and not reason else [LogRun([row]) for row in same]
    return runs


def _data(entry: AuditEntry) -> str:
    return ", ".join(f"{key}: {acts.value_in_words(value)}" for key, value in entry.data.items())
