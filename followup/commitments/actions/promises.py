"""Proposing a promise, rewriting it while it is one, accepting it, and handing it over to another office."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of
from core import audit
from core.refusals import Refusal
from core.words import long_date
from followup.commitments.actions.locks import locked, locked_for
from followup.commitments.actions.origins import trace_births
from followup.commitments.actions.telling import tell_acceptors, tell_office
from followup.commitments.choices import METROPOLITAN, MOST_MILESTONES, MOST_NUMBER, Act
from followup.commitments.models import Commitment, Milestone, Origin, PromiseVersion
from followup.commitments.queries.who import MayNot, require
from territory.models import Municipality

TRIES = 20  # of finding a free number
CHANGED = "Otra persona cambió el compromiso mientras usted escribía. Mire cómo está ahora; lo suyo sigue aquí."
PROMISED = ("title", "what_changes", "for_whom", "measure", "start", "end")  # what only a granted change changes
FIELDS = (
    *PROMISED, "office", "office_role", "contact", "partners", "budget_source", "secop_url", "tags", "indicator", "cadence",
    "is_verifiable", "ambition",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """What a form says of a promise. `fields`: of FIELDS; `milestones`: (title, due on) by their number.

    `municipalities`: those it is about, of a metropolitan one.
    """

    fields: Mapping[str, Any]
    milestones: Mapping[int, tuple[str, date]]
    municipalities: Sequence[Municipality] = field(default=())


@transaction.atomic
def propose(
    *, sheet: Sheet, municipality: Municipality | None, by: User, at: datetime, origin: Mapping[str, Any] | None = None,
    is_demo: bool = False,
) -> Commitment:  # fmt: skip
    """Write a promise down; the responsible municipality (None: the metropolitan area) has still to accept it.

    The same one again, by the same person while nobody accepted it, is the first one. `origin`: fields of Origin.
    Refuses MayNot, and a sheet that `require_sound` refuses.
    """
    wanted = Permission.MANAGE_COMMITMENTS if municipality is None else Permission.WRITE_COMMITMENTS
    if not can(by, wanted, municipality):
        raise MayNot("Su rol no propone compromisos de ese municipio.")
    require_sound(sheet.fields["start"], sheet.fields["end"], sheet.milestones)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # the same button pressed twice waits here
    if same := _same(sheet, municipality, by):
        return same
    row = _numbered(municipality, at, {
        **{name: sheet.fields[name] for name in FIELDS if name in sheet.fields}, "municipality": municipality,
        "original_end": sheet.fields["end"], "proposed_at": at, "proposed_by": by, "is_demo": is_demo,
    })  # fmt: skip
    row.municipalities.set([municipality] if municipality else sheet.municipalities)
    _write_milestones(row, sheet.milestones)
    if origin:
        Origin.objects.create(commitment=row, **origin)
    audit.record(by=by, verb="commitment.proposed", target=row, at=at)
    tell_acceptors(row, office_of(by, municipality, "el equipo metropolitano"), by, at)
    return row


@transaction.atomic
def rewrite(*, commitment: Commitment, sheet: Sheet, seen: int, by: User, at: datetime) -> Commitment:
    """Correct what is only proposed; the same words change nothing. Refuses MayNot, NotNow, Stale, and an unsound sheet."""
    row = locked_for(Act.REWRITE, commitment, by, at)
    require_sound(sheet.fields["start"], sheet.fields["end"], sheet.milestones)
    if _says(row, sheet):
        return row
    row.require_seen(seen, CHANGED)
    for name in FIELDS:
        if name in sheet.fields:
            setattr(row, name, sheet.fields[name])
    row.original_end, row.version = row.end, row.version + 1
    row.save(update_fields=[*FIELDS, "original_end", "version"])
    if row.municipality is None:
        row.municipalities.set(sheet.municipalities)
    row.milestones.all().delete()  # none has evidence before it is accepted
    _write_milestones(row, sheet.milestones)
    audit.record(by=by, verb="commitment.rewritten", target=row, at=at)
    row.refresh_from_db()  # its milestones are others now
    return row


@transaction.atomic
def accept(*, commitment: Commitment, seen: int, by: User, at: datetime) -> Commitment:
    """Promise it in the name of who answers for it: from today on it is public, and what it says is its first version.

    Accepted again it stays as it is. Refuses MayNot, NotNow, Stale.
    """
    row = locked(commitment)
    if row.accepted_on is not None and row.accepted_by_id == by.pk:
        return row
    today = timezone.localdate(at)
    require(by, Act.ACCEPT, row, today)
    row.require_seen(seen, CHANGED)
    row.accepted_on, row.accepted_by, row.original_end, row.version = today, by, row.end, row.version + 1
    row.save(update_fields=["accepted_on", "accepted_by", "original_end", "version"])
    make_version(row, office=office_of(by, row.municipality), at=at)
    audit.record(by=by, verb="commitment.accepted", target=row, at=at)
    trace_births([row], at)
    tell_office(row, f"Se aceptó; termina el {long_date(row.end)}.", "accepted", by, at)
    return row


@transaction.atomic
def hand_over(
    *, commitment: Commitment, office: str, office_role: str, contact: str, seen: int, by: User, at: datetime
) -> Commitment:  # fmt: skip
    """Let another office, role or contact answer for it: no change of what was promised. Refuses MayNot, NotNow, Stale."""
    row = locked_for(Act.HAND_OVER, commitment, by, at)
    said = {"office": office.strip(), "office_role": office_role.strip(), "contact": contact.strip()}
    if all(getattr(row, name) == value for name, value in said.items()):
        return row
    row.require_seen(seen, CHANGED)
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*said, "version"])
    audit.record(by=by, verb="commitment.handed_over", target=row, at=at)
    return row


def content_of(commitment: Commitment) -> dict[str, Any]:
    """Return what is promised now, whole, as a version keeps it."""
    said = {name: getattr(commitment, name) for name in (*PROMISED, "office")}
    return as_content(said, {one.number: (one.title, one.due_on) for one in commitment.milestones.all()})


def as_content(said: Mapping[str, Any], milestones: Mapping[int, tuple[str, date]]) -> dict[str, Any]:
    """Return what is said of a promise in the form of a version. `said`: of PROMISED, and the office; empty where it is not."""
    return {
        **{name: said.get(name, "") for name in ("title", "what_changes", "for_whom", "measure", "office")},
        "start": said["start"].isoformat(), "end": said["end"].isoformat(),
        "milestones": [
            {"number": number, "title": title, "due_on": due_on.isoformat()}
            for number, (title, due_on) in sorted(milestones.items())
        ],
    }  # fmt: skip


def make_version(row: Commitment, *, office: str, at: datetime, reason: str = "") -> PromiseVersion:
    """Keep what is promised now as the next version. The caller holds the lock; `row` has its milestones as they are."""
    number = row.versions.count() + 1
    return PromiseVersion.objects.create(
        commitment=row, number=number, content=content_of(row), reason=reason, office=office,
        made_on=timezone.localdate(at), made_at=at,
    )  # fmt: skip


def require_sound(start: date, end: date, milestones: Mapping[int, tuple[str, date]]) -> None:
    """Refuse dates that run backwards, and milestones that are none, too many or outside the dates."""
    if start > end:
        raise Refusal("Termina antes de empezar.", fields={"end": ["La fecha final es anterior a la de inicio."]})
    if not 1 <= len(milestones) <= MOST_MILESTONES:
        raise Refusal(f"Ponga de 1 a {MOST_MILESTONES} hitos, cada uno con su fecha.")
    wrong = {
        f"due_{number}": [f"El hito {number} va entre el {long_date(start)} y el {long_date(end)}."]
        for number, (_, due_on) in milestones.items()
        if not start <= due_on <= end
    }
    if wrong:
        raise Refusal("Hay un hito fuera de las fechas del compromiso.", fields=wrong)


def _says(row: Commitment, sheet: Sheet) -> bool:
    same = all(getattr(row, name) == sheet.fields[name] for name in FIELDS if name in sheet.fields)
    milestones = {one.number: (one.title, one.due_on) for one in row.milestones.all()}
    places = {one.pk for one in row.municipalities.all()}
    about_same = row.municipality is not None or places == {one.pk for one in sheet.municipalities}
    return same and about_same and milestones == dict(sheet.milestones)


def _same(sheet: Sheet, municipality: Municipality | None, by: User) -> Commitment | None:
    alike = {name: sheet.fields[name] for name in ("title", "start", "end")}
    rows = Commitment.objects.with_parts().filter(
        municipality=municipality, proposed_by=by, accepted_on=None, second_reading=None, **alike
    )
    return next((row for row in rows.order_by("pk") if _says(row, sheet)), None)


def _write_milestones(row: Commitment, milestones: Mapping[int, tuple[str, date]]) -> None:
    Milestone.objects.bulk_create(
        Milestone(commitment=row, number=number, title=title, due_on=due_on)
        for number, (title, due_on) in sorted(milestones.items())
    )


def _numbered(municipality: Municipality | None, at: datetime, values: Mapping[str, Any]) -> Commitment:
    """Create the row with the next free code: whoever comes at the same moment waits for the number, and takes the next."""
    place = re.sub(r"[^A-Z0-9]", "", municipality.divipola.upper())[:5] if municipality else METROPOLITAN
    prefix = f"CO-{timezone.localdate(at).year}-{place}-"
    for _ in range(TRIES):
        numbers = [_number(code, prefix) for code in _codes(prefix)]
        number = max(numbers, default=0) + 1
        if number > MOST_NUMBER:
            break
        try:
            with transaction.atomic():
                return Commitment.objects.create(code=f"{prefix}{number:02d}", **values)
        except IntegrityError:
            if not Commitment.objects.filter(code=f"{prefix}{number:02d}").exists():
                raise
    raise Refusal("No se encontró un número libre para el compromiso. Envíe otra vez.")


def _codes(prefix: str) -> list[str]:
    return list(Commitment.objects.filter(code__startswith=prefix).values_list("code", flat=True))


def _number(code: str, prefix: str) -> int:
    digits = code.removeprefix(prefix)
    return int(digits) if digits.isdecimal() else 0
