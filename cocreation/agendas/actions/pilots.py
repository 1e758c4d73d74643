"""Pilots of challenges: written down, corrected and withdrawn, each as a public step of the challenge's trace."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.actions.manage import require_seen
from cocreation.agendas.choices import CHALLENGE
from cocreation.agendas.choices.stages import Act
from cocreation.agendas.models import Challenge, ChallengePilot
from cocreation.agendas.queries.pilots import actor_for, pilot_seen
from cocreation.agendas.queries.stages import require_act
from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal
from core.trace.actions import record
from core.words import long_day


class MayNotRecord(Refusal):
    """Facilitation writes pilots down, and offices of a municipality of the challenge."""


class PilotWithdrawn(Refusal):
    """Somebody withdrew the pilot."""

    is_conflict = True


@transaction.atomic
def record_pilot(
    *, challenge: Challenge, started_on: date, url: str, what: str, by: User, at: datetime
) -> ChallengePilot:  # fmt: skip
    """Write down that something is being tried; the same pilot again changes nothing.

    Refuses MayNotRecord, NotInThisStage, and a day that has not come.
    """
    _require(challenge, by, at)
    _require_begun(started_on, at)
    said = {"what": what.strip(), "recorded_at": at, "recorded_by": by}
    pilot, is_new = challenge.pilots.standing().get_or_create(
        challenge=challenge, started_on=started_on, url=url, defaults=said
    )
    if is_new:
        audit.record(by=by, verb="challenge.pilot_recorded", at=at, **_about(pilot))
        _trace(pilot, "piloto", _words(pilot), at)
    return pilot


@transaction.atomic
def correct_pilot(
    *, pilot: ChallengePilot, started_on: date, url: str, what: str, seen: str, by: User, at: datetime
) -> ChallengePilot:  # fmt: skip
    """Change what was written down; the same words change nothing. Refuses as `record_pilot`, Stale and PilotWithdrawn."""
    row = _locked(pilot, by, at)
    require_seen(pilot_seen(row), seen)
    _require_begun(started_on, at)
    before = pilot_seen(row)
    row.started_on, row.url, row.what = started_on, url, what.strip()
    if pilot_seen(row) == before:
        return row
    others = row.challenge.pilots.standing().exclude(pk=row.pk)
    if others.filter(started_on=started_on, url=url).exists():
        raise Refusal("Ya está anotado un piloto de ese día con esa dirección.")
    row.save(update_fields=["started_on", "url", "what"])
    audit.record(by=by, verb="challenge.pilot_corrected", at=at, **_about(row))
    _trace(row, "piloto_corregido", _words(row), at)
    return row


@transaction.atomic
def withdraw_pilot(*, pilot: ChallengePilot, reason: str, by: User, at: datetime) -> ChallengePilot:
    """Take a pilot away that was written down by mistake or never began. Refuses MayNotRecord, NotInThisStage, PilotWithdrawn."""
    row = _locked(pilot, by, at)
    require_reason(reason)
    row.withdrawn_at, row.withdrawn_because = at, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record(by=by, verb="challenge.pilot_withdrawn", at=at, reason=row.withdrawn_because, **_about(row))
    _trace(row, "piloto_retirado", f"«{Truncator(row.what).chars(80)}» {row.withdrawn_because}", at)
    return row


def _require(challenge: Challenge, by: User, at: datetime) -> None:
    """Takes the lock of the agenda, so that the same pilot pressed twice is written down once."""
    agenda = lock(challenge.agenda)
    actor = actor_for(by, challenge)
    if actor is None:
        raise MayNotRecord("Anotan pilotos la facilitación y las dependencias de un municipio del reto.")
    require_act(agenda, Act.RECORD_PILOT, actor, timezone.localdate(at))


def _locked(pilot: ChallengePilot, by: User, at: datetime) -> ChallengePilot:
    _require(pilot.challenge, by, at)
    row = ChallengePilot.objects.select_for_update(of=("self",)).select_related("challenge__agenda").get(pk=pilot.pk)
    if row.withdrawn_at is not None:
        raise PilotWithdrawn("Otra persona ya retiró este piloto.")
    return row


def _require_begun(started_on: date, at: datetime) -> None:
    if started_on > timezone.localdate(at):
        raise Refusal(
            "Ese día no ha llegado.", fields={"started_on": ["Ese día no ha llegado. Anote el piloto cuando empiece."]}
        )


def _words(pilot: ChallengePilot) -> str:
    return f"{pilot.what} Desde el {long_day(pilot.started_on, with_year=True)}."


def _about(pilot: ChallengePilot) -> dict[str, Any]:
    data = {"started_on": pilot.started_on.isoformat()}
    return {"target": pilot.challenge, "scope": pilot.challenge.agenda, "data": data}


def _trace(pilot: ChallengePilot, step: str, words: str, at: datetime) -> None:
    process = pilot.challenge.agenda.trace_process
    record(kind=CHALLENGE, subject_id=pilot.challenge_id, step=step, at=at, process=process, words=words)
