"""Approving a measurement, returning it, and opening an approved one again: the metropolitan part."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import office_of
from core import audit
from core.models import AuditEntry
from core.process.transitions import WrongState, locked, require_reason, transition
from core.refusals import Refusal, Stale
from followup.evidence.actions import evidence as proofs
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions import telling
from followup.indicators.actions.measurements import require_complete, require_typed, sheet_in_force
from followup.indicators.actions.periods import held, require_ended, require_open
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Measurement

S = MeasurementState
CHANGED = "La medición cambió mientras usted la leía. Lea lo nuevo antes de decidir."
OFFICE = "Equipo metropolitano"


class MayNotApprove(Refusal):
    """Who approves measurements decides; nobody what they wrote or sent."""


@transaction.atomic
def approve(*, measurement: Measurement, seen: int, by: User, at: datetime) -> ApprovedValue:
    """Make the next approved value, by the sheet in force, with the evidence as it stands, which becomes public.

    `seen`: the version that was read. Pressed twice, it returns the same value.
    Refuses MayNotApprove, PeriodLocked, WrongState, Stale, NotComplete, NotYet.
    """
    row = _held(measurement, by)
    if row.state == S.APPROVED and row.version == seen + 1 and audit.own_change(row, by, "measurement.approved"):
        return row.approved_values.latest("number")
    _require_waiting(row, seen, by)
    sheet = sheet_in_force(row.indicator)
    require_ended(row.period, at)
    require_complete(row, sheet)
    before = row.approved_values.last()
    evidence = list(row.evidence.all())
    value = ApprovedValue.objects.create(
        measurement=row, number=before.number + 1 if before else 1, sheet=sheet, numerator=row.numerator,
        denominator=row.denominator, evidence=[_as_it_stands(one) for one in evidence],
        reason=_why_corrected(row) if before else "", approved_at=at, approved_by=by, office=office_of(by, otherwise=OFFICE),
    )  # fmt: skip
    proofs.publish(evidence, at)
    row.reason, row.version = "", row.version + 1
    data = {"version": row.version, "number": value.number}
    transition(row, "measurement.approved", S.APPROVED, by=by, at=at, data=data, fields=("reason", "version"))
    return value


@transaction.atomic
def give_back(*, measurement: Measurement, reason: str, seen: int, by: User, at: datetime) -> Measurement:
    """Return it to the town hall with the reason. Pressed twice, it is returned once. Refuses as `approve`, and ReasonMissing."""
    require_reason(reason)
    row = _held(measurement, by)
    if row.state == S.RETURNED and row.version == seen + 1 and row.reason == reason.strip():
        return row
    _require_waiting(row, seen, by)
    return _move_back(row, "measurement.returned", S.RETURNED, "Se devolvió", reason, by, at)


@transaction.atomic
def reopen(*, measurement: Measurement, reason: str, seen: int, by: User, at: datetime) -> Measurement:
    """Open an approved one to correct it; its value stays public until another is approved.

    Refuses MayNotApprove, PeriodLocked, WrongState, Stale, IsCounted, ReasonMissing.
    """
    require_reason(reason)
    row = _held(measurement, by)
    require_typed(sheet_in_force(row.indicator))
    if row.state == S.DRAFT and row.version == seen + 1 and row.reason == reason.strip():
        return row
    if row.state == S.APPROVED:
        row.require_seen(seen, CHANGED)
    return _move_back(row, "measurement.reopened", S.DRAFT, "Se abrió para corregirla", reason, by, at)


def wrote(row: Measurement, by: User) -> bool:
    """Whether the person wrote any of it, or sent it, since its last approval."""
    if by.pk in (row.written_by_id, row.sent_by_id) and row.state != S.APPROVED:
        return True
    entries = AuditEntry.of(row).filter(by=by, verb__in=["measurement.saved", "measurement.sent"])
    last = row.approved_values.order_by("-number").values_list("approved_at", flat=True).first()
    return (entries if last is None else entries.filter(at__gt=last)).exists()


def _held(measurement: Measurement, by: User) -> Measurement:
    """Return the measurement locked, with its period held before it."""
    if not can(by, Permission.APPROVE_MEASUREMENTS):
        raise MayNotApprove("Eso lo hace el equipo metropolitano que aprueba mediciones.")
    require_open(held(measurement.period))
    return locked(measurement)


def _require_waiting(row: Measurement, seen: int, by: User) -> None:
    if row.state != S.SENT:
        raise WrongState(f"{row.display_name} ya no espera aprobación: está «{row.get_state_display().lower()}».")
    if row.version != seen:
        raise Stale(CHANGED)
    if wrote(row, by):
        raise MayNotApprove("Usted la escribió o la envió: la decide otra persona del equipo metropolitano.")


def _move_back(
    row: Measurement, verb: str, state: MeasurementState, what: str, reason: str, by: User, at: datetime
) -> Measurement:
    row.reason, row.version = reason.strip(), row.version + 1
    data = {"version": row.version}
    transition(row, verb, state, by=by, at=at, reason=row.reason, data=data, fields=("reason", "version"))
    telling.tell_back(row, sheet_in_force(row.indicator), what, at=at)
    return row


def _why_corrected(row: Measurement) -> str:
    """Return the reason for which it was opened again: a return since then may have written over the one of the row."""
    opened = AuditEntry.of(row).filter(verb="measurement.reopened").last()
    return opened.reason if opened else row.reason


def _as_it_stands(one: FollowupEvidence) -> dict[str, str]:
    """`sha256`: of the file, or of the text of the address."""
    if one.is_file:
        address = reverse("evidence:file", args=[one.pk])
        return {"name": one.name, "address": address, "sha256": one.sha256}
    address = one.url or ""
    return {"name": one.name, "address": address, "sha256": sha256(address.encode()).hexdigest()}
