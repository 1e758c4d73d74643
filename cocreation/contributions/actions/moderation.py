"""Moderation of contributions: publish, decline, take down, hand over as a petition; the appeal that somebody else decides."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, ModerationRule, Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.actions.waiting import appeal_waits, first_waits
from cocreation.contributions.choices import CONTRIBUTION, ContributionState
from cocreation.contributions.models import Contribution
from cocreation.contributions.queries.moderation import is_published_unread
from cocreation.contributions.queries.versions import mark_of
from core.process.transitions import WrongState, locked, require_reason, transition
from core.refusals import Refusal
from core.slots import Slot
from core.trace.actions import record

S = ContributionState
# Called as function(contribution=, at=) in the transaction that publishes, declines, takes down or hands over a contribution, or
# decides its appeal: its author is told. Not called for what is published without a moderator.
on_decided = Slot()
# Called as function(contribution=, version=, at=) in the transaction after which the public reads another text
# (actions.versions): who supported the one before is told.
on_text_changed = Slot()


class AlreadyHandled(WrongState):
    """Somebody else decided meanwhile."""


class MayNotModerate(Refusal):
    pass


class MayNotDecideOwn(Refusal):
    """An appeal is decided by somebody else than who declined; nobody moderates what they wrote."""


class OtherRules(Refusal):
    """The rule is of another agenda."""


class WrongDay(Refusal):
    pass


class TextChanged(WrongState):
    """The author sent another text while the moderator read the one before."""


class AlreadyAppealed(Refusal):
    """An appeal is possible once."""


@transaction.atomic
def publish(*, contribution: Contribution, by: User, at: datetime, seen: str | None = None) -> Contribution:
    """Publish a contribution that waits, with its newest text.

    `seen`: mark of the text that was read (`queries.versions.mark_of`); TextChanged if it is another now. Refuses
    NotInThisStage, AlreadyHandled and MayNotDecideOwn.
    """
    row = _locked(contribution, by, at, S.IN_MODERATION)
    _require_seen(row, seen)
    publish_locked(row, "contribution.published", by=by, at=at)
    return _decided(row, at)


@transaction.atomic
def decline(*, contribution: Contribution, rule: ModerationRule, reason: str, by: User, at: datetime) -> Contribution:
    """Do not publish it, by a rule of the agenda, which is kept as it reads now. Refuses like `publish`, and ReasonMissing."""
    row = _locked(contribution, by, at, S.IN_MODERATION)
    return _decline(row, "contribution.declined", rule, reason, by, at)


@transaction.atomic
def take_down(*, contribution: Contribution, rule: ModerationRule, reason: str, by: User, at: datetime) -> Contribution:
    """Take a published contribution off the public pages. Refuses like `decline`."""
    row = _locked(contribution, by, at, S.PUBLISHED)
    return _decline(row, "contribution.taken_down", rule, reason, by, at)


@transaction.atomic
def transfer(*, contribution: Contribution, office: str, number: str, on: date, by: User, at: datetime) -> Contribution:
    """Write down that a petition was handed over («trasladar a PQRSD»): to which office, under which number, on what day.

    Refuses like `publish`, and WrongDay outside the days from its receipt to today.
    """
    row = _locked(contribution, by, at, S.IN_MODERATION, S.PUBLISHED)
    if on > timezone.localdate(at):
        raise WrongDay("Ese día todavía no llega.", fields={"on": ["Escriba el día en que se radicó: hoy o antes."]})
    if on < timezone.localdate(row.received_at):
        raise WrongDay(
            "Ese día es anterior al aporte.", fields={"on": ["Escriba un día desde el que llegó el aporte hasta hoy."]}
        )
    row.transferred_to, row.transfer_number, row.transferred_on = office.strip(), number.strip(), on
    row.decided_by = by
    transition(
        row, "contribution.transferred", S.TRANSFERRED, by=by, at=at, data={"office": row.transferred_to},
        fields=("transferred_to", "transfer_number", "transferred_on", "decided_by"),
    )  # fmt: skip
    # The number stays on the receipt: with it, anybody could ask the office for the petition.
    _trace(row, "trasladada", at, row.transferred_to)
    return _decided(row, at)


@transaction.atomic
def appeal(*, contribution: Contribution, at: datetime) -> Contribution:
    """Ask, as its author, that somebody else looks at a declined contribution. Refuses AlreadyAppealed and WrongState."""
    row = locked(contribution)
    if row.appealed_at is not None:
        raise AlreadyAppealed("Ya se pidió la revisión de este aporte: se puede una sola vez.")
    row.appealed_at = at
    transition(row, "contribution.appealed", S.IN_APPEAL, by=None, at=at, fields=("appealed_at",))
    _trace(row, "apelada", at)
    appeal_waits(row, at)
    return row


@transaction.atomic
def decide_appeal(
    *, contribution: Contribution, granted: bool, reason: str, by: User, at: datetime, seen: str | None = None
) -> Contribution:
    """Publish a declined contribution after all, or leave it as it is, with the reason.

    Refuses like `publish`, and ReasonMissing. MayNotDecideOwn: to whoever declined it.
    """
    row = _locked(contribution, by, at, S.IN_APPEAL)
    if row.decided_by_id == by.pk:
        raise MayNotDecideOwn("Usted decidió no publicar este aporte: la revisión la decide otra persona.")
    require_reason(reason)
    row.reason = reason.strip()
    if granted:
        _require_seen(row, seen)
        row.rule = ""
        publish_locked(row, "contribution.appeal_granted", by=by, at=at, reason=row.reason)
        return _decided(row, at)
    row.decided_by = by
    fields = ("reason", "decided_by")
    transition(row, "contribution.appeal_denied", S.DECLINED, by=by, at=at, reason=row.reason, fields=fields)
    _trace(row, "no_publicada", at, f"{_code_of(row.rule)}, después de revisarla otra persona")
    return _decided(row, at)


def after_confirmation(row: Contribution, at: datetime) -> None:
    """Publish a locked contribution at once where its agenda says so; else it waits, and the first one is told of."""
    if is_published_unread(row):
        publish_locked(row, "contribution.published", by=None, at=at)
    else:
        first_waits(row, at)


def publish_locked(row: Contribution, verb: str, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Publish a locked row with its newest text; texts that it replaced unread go with it."""
    waiting = list(row.versions.filter(approved_at=None, declined_at=None).order_by("number"))
    if waiting:
        *older, newest = waiting
        row.versions.filter(pk__in=[one.pk for one in older]).update(declined_at=at)
        row.versions.filter(pk=newest.pk).update(approved_at=at)
        row.title, row.text = newest.title, newest.text
    row.published_at = row.published_at or at
    row.decided_by = by
    fields = ("title", "text", "published_at", "decided_by", "rule", "reason")
    transition(row, verb, S.PUBLISHED, by=by, at=at, reason=reason, fields=fields)
    _trace(row, "publicada", at)


def require_moderator(agenda: Agenda, author: Participant | None, by: User, at: datetime) -> None:
    """Refuse MayNotModerate, MayNotDecideOwn for one's own text, and NotInThisStage. Call it under the lock of the row."""
    if not allows(holdings_of(by), Permission.MODERATE_CONTRIBUTIONS):
        raise MayNotModerate("Su rol no le permite moderar.")
    require_act(agenda, Act.MODERATE, Actor.FACILITATOR, timezone.localdate(at))
    if author is not None and author.user_id == by.pk:
        raise MayNotDecideOwn("Esto lo escribió usted: lo modera otra persona.")


def require_rule(agenda: Agenda, rule: ModerationRule) -> str:
    """Return the rule in words, to be kept with what breaks it. Refuses OtherRules."""
    if rule.agenda_id != agenda.pk:
        raise OtherRules("Esa regla es de otra agenda.", fields={"rule": ["Elija una de las reglas de esta agenda."]})
    return str(rule)


def _locked(contribution: Contribution, by: User, at: datetime, *states: str) -> Contribution:
    row = locked(contribution)
    require_moderator(row.agenda, row.participant, by, at)
    if row.state not in states:
        raise AlreadyHandled(
            f"Otra persona ya atendió {row.code}: está «{row.get_state_display().lower()}». Lo que usted escribió sigue aquí."
        )
    return row


def _require_seen(row: Contribution, seen: str | None) -> None:
    newest = row.versions.filter(approved_at=None, declined_at=None).order_by("-number").first() or row
    if seen is not None and seen != mark_of(newest):
        raise TextChanged(
            f"Su autor cambió el texto de {row.code} mientras usted lo leía: lea el nuevo y decida otra vez."
        )


def _decline(row: Contribution, verb: str, rule: ModerationRule, reason: str, by: User, at: datetime) -> Contribution:
    row.rule = require_rule(row.agenda, rule)
    require_reason(reason)
    row.reason, row.decided_by = reason.strip(), by
    fields = ("rule", "reason", "decided_by")
    transition(row, verb, S.DECLINED, by=by, at=at, reason=row.reason, data={"rule": rule.code}, fields=fields)
    taken = ": se retiró de lo público" if verb == "contribution.taken_down" else ""
    _trace(row, "no_publicada", at, f"Regla {rule.code}{taken}")
    return _decided(row, at)


def _code_of(rule: str) -> str:
    return f"Regla {rule.partition('. ')[0]}"


def _trace(row: Contribution, step: str, at: datetime, words: str = "") -> None:
    record(kind=CONTRIBUTION, subject_id=row.pk, step=step, at=at, process=row.agenda.trace_process, words=words)


def _decided(row: Contribution, at: datetime) -> Contribution:
    for filler in on_decided:
        filler(contribution=row, at=at)
    return row
