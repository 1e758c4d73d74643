"""Moderation of what citizens found, and the answer of the responsible office."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission, reach
from accounts.queries import holdings_of, office_of
from citizens.choices import DeclineRule
from core.process.transitions import WrongState, locked, require_reason, transition
from core.refusals import Refusal
from followup.sightings.actions.sending import drop_photo
from followup.sightings.actions.telling import answer_waits
from followup.sightings.choices import PUBLIC, SightingState
from followup.sightings.models import Sighting

S = SightingState
CHANGED = "Su autor cambió el texto mientras usted lo leía: lea el nuevo y decida otra vez."


class AlreadyHandled(WrongState):
    """Somebody else decided meanwhile."""


class MayNotModerate(Refusal):
    pass


class MayNotAnswer(Refusal):
    """Another office answers for the commitment."""


class WrongDay(Refusal):
    pass


@transaction.atomic
def publish(*, sighting: Sighting, seen: int, with_photo: bool, by: User, at: datetime) -> Sighting:
    """Publish it; a photo that is not to be shown is deleted. `seen`: the version that was read.

    Refuses MayNotModerate, AlreadyHandled, and Stale if the author changed the text.
    """
    row = _to_moderate(sighting, by, S.IN_MODERATION)
    row.require_seen(seen, CHANGED)
    shown = not (with_photo is False and drop_photo(row, at))
    row.published_at, row.decided_by = at, by
    transition(
        row, "sighting.published", S.PUBLISHED, by=by, at=at, data={} if shown else {"photo": "borrada"},
        fields=("published_at", "decided_by"),
    )  # fmt: skip
    row.answer_due_on = row.due_on
    row.save(update_fields=["answer_due_on"])
    answer_waits(row, at)
    return row


@transaction.atomic
def decline(*, sighting: Sighting, rule: DeclineRule, reason: str, seen: int, by: User, at: datetime) -> Sighting:
    """Do not publish it, by one of the published rules. Its photo is deleted. Refuses like `publish`, and ReasonMissing."""
    row = _to_moderate(sighting, by, S.IN_MODERATION)
    row.require_seen(seen, CHANGED)
    return _decline(row, "sighting.declined", rule, reason, by, at)


@transaction.atomic
def take_down(*, sighting: Sighting, rule: DeclineRule, reason: str, by: User, at: datetime) -> Sighting:
    """Take it off the public pages when it turns out to break a rule. Refuses like `decline`."""
    return _decline(_to_moderate(sighting, by, *PUBLIC), "sighting.taken_down", rule, reason, by, at)


@transaction.atomic
def transfer(*, sighting: Sighting, office: str, number: str, on: date, seen: int, by: User, at: datetime) -> Sighting:
    """Write down that a petition was handed over («trasladar a PQRSD»). Refuses like `publish`, and WrongDay outside the days
    from its receipt to today."""
    row = _to_moderate(sighting, by, S.IN_MODERATION)
    row.require_seen(seen, CHANGED)
    if not timezone.localdate(row.received_at) <= on <= timezone.localdate(at):
        problem = "Escriba un día desde el que llegó el relato hasta hoy."
        raise WrongDay(problem, fields={"on": [problem]})
    row.transferred_to, row.transfer_number, row.transferred_on = office.strip(), number.strip(), on
    row.decided_by = by
    drop_photo(row, at)
    transition(
        row, "sighting.transferred", S.TRANSFERRED, by=by, at=at, data={"office": row.transferred_to},
        fields=("transferred_to", "transfer_number", "transferred_on", "decided_by"),
    )  # fmt: skip
    return row


@transaction.atomic
def answer(*, sighting: Sighting, text: str, by: User, at: datetime) -> Sighting:
    """Answer in public, in the name of the responsible office. Refuses MayNotAnswer and AlreadyHandled."""
    row = locked(sighting)
    if not may_answer(by, row):
        raise MayNotAnswer("Por este compromiso responde otra dependencia.")
    _require_unhandled(row, S.PUBLISHED)
    row.answer, row.answered_at, row.answered_by = text.strip(), at, by
    row.answered_as = _office_that_answers(by, row)
    fields = ("answer", "answered_at", "answered_by", "answered_as")
    transition(row, "sighting.answered", S.ANSWERED, by=by, at=at, fields=fields)
    return row


def may_answer(user: User, row: Sighting) -> bool:
    """Of a metropolitan commitment only metropolitan roles answer: one municipality does not speak for the area."""
    places = reach(holdings_of(user), Permission.ANSWER_FEEDBACK)
    return places is None or row.commitment.municipality_id in places


def _office_that_answers(by: User, row: Sighting) -> str:
    """The office of the commitment, or the metropolitan role of who answers in its place."""
    commitment = row.commitment
    places = reach(holdings_of(by), Permission.ANSWER_FEEDBACK)
    if commitment.municipality_id is None or places is not None:
        return commitment.office
    return office_of(by, otherwise=commitment.office)


def _to_moderate(sighting: Sighting, by: User, *states: str) -> Sighting:
    row = locked(sighting)
    if not can(by, Permission.MODERATE_CONTRIBUTIONS):
        raise MayNotModerate("Su rol no le permite moderar.")
    _require_unhandled(row, *states)
    return row


def _require_unhandled(row: Sighting, *states: str) -> None:
    if row.state not in states:
        raise AlreadyHandled(
            f"Ya se atendió {row.display_name[0].lower()}{row.display_name[1:]}: está «{row.get_state_display().lower()}»."
        )


def _decline(row: Sighting, verb: str, rule: DeclineRule, reason: str, by: User, at: datetime) -> Sighting:
    require_reason(reason)
    row.rule, row.reason, row.decided_by = rule, reason.strip(), by
    drop_photo(row, at)
    fields = ("rule", "reason", "decided_by")
    transition(
        row, verb, S.DECLINED, by=by, at=at, reason=row.reason, data={"rule": str(rule)}, fields=fields
    )  # fmt: skip
    return row
