"""Receiving contributions and confirming who wrote them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Challenge, Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.actions import attachments
from cocreation.contributions.actions.moderation import after_confirmation
from cocreation.contributions.choices import CONTRIBUTION, ContributionState, Kind, Origin
from cocreation.contributions.models import Contribution, ContributionVersion
from core import audit
from core.process.transitions import begin, locked, transition
from core.receipts.actions import issue
from core.refusals import Refusal
from core.trace.actions import record
from files.loaders.uploads import Judged
from territory.models import Municipality

PROPOSE = {Kind.PROBLEM: Act.PROPOSE_PROBLEM, Kind.IDEA: Act.PROPOSE_IDEA}


class AlreadyReceived(Refusal):
    """The same form already delivered the same text: `contribution` is the stored one."""

    def __init__(self, contribution: Contribution):
        super().__init__("Este aporte ya se recibió.")
        self.contribution = contribution


@transaction.atomic
def receive(
    *,
    agenda: Agenda,
    kind: Kind,
    theme: str,
    challenge: Challenge | None,
    title: str,
    text: str,
    signature: str,
    municipality: Municipality | None,
    neighbourhood: str,
    zone: str,
    participant: Participant | None,
    at: datetime,
    form_sha256: str | None = None,
    channel: Origin = Origin.WEB,
    by: Any = None,
    files: Sequence[Judged] = (),
) -> tuple[Contribution, str]:
    """Store a contribution with its first version and return it with the code of its receipt, which is kept nowhere.

    With a participant it waits for the moderator, or is published at once where the agenda says so; without one it waits for the
    confirmation of an address (`participation.ask_code`). `channel` other than the web: facilitation typed it from paper, `by`
    whom. `files`: of adults only, which the form knows; what carries them always waits; with paper, the photo of the card.

    Refuses NotInThisStage, FileNotKept, and AlreadyReceived for a repeated form, also under concurrent submission.
    """
    act, actor = (PROPOSE[kind], Actor.PERSON) if channel == Origin.WEB else (Act.CAPTURE_PAPER, Actor.FACILITATOR)
    agenda = lock(agenda)  # serialises the public codes
    if form_sha256 and (standing := Contribution.objects.filter(form_sha256=form_sha256).first()):
        raise AlreadyReceived(standing)
    require_act(agenda, act, actor, timezone.localdate(at))
    row = Contribution(
        agenda=agenda, code=next_code(agenda, kind), kind=kind, theme=challenge.theme if challenge else theme,
        challenge=challenge, title=title.strip(), text=text.strip(), signature=signature.strip(), municipality=municipality,
        neighbourhood=neighbourhood.strip(), zone=zone, channel=channel, participant=participant, received_at=at,
        answering=municipality, form_sha256=form_sha256,
    )  # fmt: skip
    begin(row, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        standing = Contribution.objects.filter(form_sha256=form_sha256).first() if form_sha256 else None
        if standing is None:
            raise
        raise AlreadyReceived(standing) from None
    ContributionVersion.objects.create(contribution=row, number=1, title=row.title, text=row.text, made_at=at)
    kept = attachments.attach(row, files, at, of_card=channel != Origin.WEB)
    data = {"channel": str(channel)} | ({"files": len(kept)} if kept else {})
    audit.record(by=by, verb="contribution.received", target=row, at=at, data=data)
    record(kind=CONTRIBUTION, subject_id=row.pk, step="recibida", at=at, process=agenda.trace_process)
    if participant is not None:
        transition(row, "contribution.confirmed", ContributionState.IN_MODERATION, by=by, at=at)
        after_confirmation(row, at)
    code = issue(kind=CONTRIBUTION, subject_id=row.pk, at=at)
    attachments.write(kept, files)
    return row, code


@transaction.atomic
def confirm(*, contribution: Contribution, participant: Participant, at: datetime) -> Contribution:
    """Let a contribution whose author confirmed their address wait for the moderator, or publish it where the agenda says so.

    One confirmed before is left alone.
    """
    row = locked(contribution)
    if row.state == ContributionState.RECEIVED:
        row.participant = participant
        transition(
            row, "contribution.confirmed", ContributionState.IN_MODERATION, by=None, at=at, fields=("participant",)
        )
        after_confirmation(row, at)
    return row


def next_code(agenda: Agenda, kind: str) -> str:
    """Return the next public code; the caller holds the lock of the agenda."""
    kind = Kind(kind)
    last = agenda.contributions.filter(kind=kind).order_by("-pk").values_list("code", flat=True).first()
    number = int(last.partition("-")[2]) if last else 0
    return f"{kind.prefix}-{number + 1:04d}"
