"""Writing the minutes of a session: from the board, as a draft, and closed for good."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of
from core import audit
from core.refusals import Refusal
from followup.minutes.choices import Section, State
from followup.minutes.models import Minutes, MinutesRow


class MayNot(Refusal):
    """Only who manages commitments writes minutes."""


class IsClosed(Refusal):
    is_conflict = True


@dataclass(frozen=True)
class BoardRow:
    """A row of the board in words; `section` and `address` say which one it is."""

    section: Section
    address: str
    code: str
    title: str
    about: str
    mark: str


@dataclass(frozen=True)
class Decided:
    """What was decided about a row; all empty: nothing."""

    decision: str = ""
    office: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Said:
    """What is typed in a draft. `decided`: by primary key of the row."""

    held_on: date
    attendees: Sequence[str]
    decided: Mapping[int, Decided]


@transaction.atomic
def start(*, rows: Sequence[BoardRow], is_demo: bool, by: User, at: datetime) -> Minutes:
    """Begin the minutes of today with the rows of the board. While there is a draft, it is that one. Refuses MayNot."""
    _require_writer(by)
    made, is_new = Minutes.objects.get_or_create(
        state=State.DRAFT,
        defaults={"held_on": timezone.localdate(at), "gathered_at": at, "made_by": by, "is_demo": is_demo},
    )
    if is_new:
        _put(made, rows)
        audit.record(by=by, verb="minutes.drafted", target=made, at=at, data={"rows": len(rows)})
    return made


@transaction.atomic
def save(*, minutes: Minutes, said: Said, seen: int, by: User, at: datetime) -> Minutes:
    """Keep what was typed. Refuses MayNot, IsClosed, Stale."""
    row = _locked(minutes, by)
    row.require_seen(
        seen, "Otra persona cambió el acta mientras usted escribía. Lo suyo sigue aquí: revise y guarde otra vez."
    )
    row.held_on, row.attendees = said.held_on, "\n".join(said.attendees)
    _save(row, "held_on", "attendees")
    number = _write_decisions(row, said.decided)
    audit.record(by=by, verb="minutes.saved", target=row, at=at, data={"decisions": number})
    return row


@transaction.atomic
def gather(
    *, minutes: Minutes, said: Said, seen: int, rows: Sequence[BoardRow], is_demo: bool, by: User, at: datetime
) -> Minutes:
    """Keep what was typed and read the board again. Rows with a decision stay, also those that it no longer shows.

    Refuses as `save`.
    """
    row = save(minutes=minutes, said=said, seen=seen, by=by, at=at)
    _put(row, rows)
    row.gathered_at, row.is_demo = at, is_demo
    _save(row, "gathered_at", "is_demo")
    audit.record(by=by, verb="minutes.gathered", target=row, at=at, data={"rows": len(rows)})
    return row


@transaction.atomic
def close(*, minutes: Minutes, said: Said, seen: int, by: User, at: datetime) -> Minutes:
    """Keep what was typed and close: afterwards nothing changes. Refuses as `save`, and where nobody attended or too early."""
    if not said.attendees:
        raise Refusal("Escriba qué dependencias asistieron.", fields={"attendees": ["Escriba al menos una."]})
    if said.held_on > timezone.localdate(at):
        raise Refusal("La sesión todavía no ha sido.", fields={"held_on": ["Ponga un día que ya llegó."]})
    row = save(minutes=minutes, said=said, seen=seen, by=by, at=at)
    last = Minutes.objects.aggregate(last=Max("number"))["last"] or 0
    row.number, row.state, row.closed_at, row.closed_by, row.office = last + 1, State.CLOSED, at, by, office_of(by)
    _save(row, "number", "state", "closed_at", "closed_by", "office")
    audit.record(by=by, verb="minutes.closed", target=row, at=at, data={"number": row.number})
    return row


def _require_writer(by: User) -> None:
    if not can(by, Permission.MANAGE_COMMITMENTS):
        raise MayNot("Su rol no escribe actas de seguimiento.")


def _locked(minutes: Minutes, by: User) -> Minutes:
    _require_writer(by)
    row = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if row.is_closed:
        raise IsClosed("El acta ya está cerrada: no se escribe nada más en ella.")
    return row


def _save(row: Minutes, *fields: str) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version"])


def _put(minutes: Minutes, rows: Iterable[BoardRow]) -> None:
    """Store the rows over those that stand there; of the others the decided ones stay, after them."""
    left = {(one.section, one.address): one for one in minutes.rows.all()}
    kept = []
    for one in rows:
        row = left.pop((one.section, one.address), None) or MinutesRow(minutes=minutes)
        for name, value in vars(one).items():
            setattr(row, name, value)
        kept.append(row)
    MinutesRow.objects.filter(pk__in=[row.pk for row in left.values() if not row.decision]).delete()
    kept += [row for row in left.values() if row.decision]
    for position, row in enumerate(kept, 1):
        row.position = position
    known = [row for row in kept if row.pk is not None]
    MinutesRow.objects.bulk_create([row for row in kept if row.pk is None])
    MinutesRow.objects.bulk_update(known, ["code", "title", "about", "mark", "position"])


def _write_decisions(minutes: Minutes, decided: Mapping[int, Decided]) -> int:
    """Return how many rows have a decision now."""
    rows = [row for row in minutes.rows.all() if row.pk in decided]
    for row in rows:
        said = decided[row.pk]
        row.decision, row.office, row.due_on = said.decision, said.office, said.due_on
    MinutesRow.objects.bulk_update(rows, ["decision", "office", "due_on"])
    return sum(bool(row.decision) for row in rows)
