"""One text in place of several, when their authors agree; and texts that are only answered together."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices import Channel
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.actions import telling
from cocreation.contributions.actions.contributions import next_code
from cocreation.contributions.choices import CONSENT_DAYS, CONTRIBUTION, FACILITATION, ContributionState, Origin
from cocreation.contributions.models import (
    AnswerGroup,
    Contribution,
    ContributionSupport,
    ContributionVersion,
    GroupMember,
    Merge,
    MergeMember,
)
from core import audit
from core.process import working_days
from core.process.transitions import WrongState, begin, locked, require_reason, transition
from core.refusals import Refusal
from core.trace.actions import record
from core.words import joined

S = ContributionState
OPEN_TO_MERGING = (S.PUBLISHED, S.UNDER_REVIEW)


class CannotMerge(Refusal):
    """These texts do not go together: fewer than two, or of other agendas or kinds, or already in another proposal or group."""


class CannotBeAsked(Refusal):
    """The author left neither account nor address: grouping answers them together without asking."""


class AlreadyAsked(CannotMerge):
    """The author of one of the texts has not answered another question yet."""

    is_conflict = True


class ConsentOver(Refusal):
    """The question was answered already, or its term is over."""

    is_conflict = True


@transaction.atomic
def propose(
    *, contributions: Collection[Contribution], title: str, text: str, reason: str, by: User, at: datetime
) -> Merge:
    """Ask the authors whether their texts may become one. Refuses NotInThisStage, CannotMerge, CannotBeAsked, WrongState."""
    require_reason(reason)
    rows = _chosen(contributions, at)
    reached = telling.reachable([row.participant for row in rows if row.participant])
    if unasked := [row.code for row in rows if row.participant_id not in reached]:
        raise CannotBeAsked(
            f"A quien escribió {joined(unasked)} no se le puede preguntar: no dejó cuenta ni correo. "
            "Use «Agrupar para responder juntos»: cada texto queda como está."
        )
    today = timezone.localdate(at)
    merge = Merge.objects.create(
        agenda=rows[0].agenda, title=title.strip(), text=text.strip(), reason=reason.strip(), proposed_at=at,
        proposed_by=by, due_on=working_days.add(today, CONSENT_DAYS),
    )  # fmt: skip
    members = [MergeMember.objects.create(merge=merge, contribution=row) for row in rows]
    audit.record(
        by=by, verb="merge.proposed", target=merge, at=at, reason=merge.reason, data={"members": [r.code for r in rows]}
    )
    for member in members:
        telling.ask_to_merge(member=member, at=at)
    return merge


@transaction.atomic
def consent(*, member: MergeMember, agreed: bool, at: datetime) -> Merge:
    """Take down what an author said; once all have, the proposal ends. The same again changes nothing. Refuses ConsentOver."""
    merge = Merge.objects.select_for_update(of=("self",)).select_related("agenda").get(pk=member.merge_id)
    row = MergeMember.objects.get(pk=member.pk)
    if row.agreed is agreed:
        return merge
    if merge.ended_at or timezone.localdate(at) > merge.due_on:
        raise ConsentOver("El plazo para responder terminó: su aporte está como usted lo dejó.")
    row.agreed, row.answered_at = agreed, at
    row.save(update_fields=["agreed", "answered_at"])
    audit.record(
        by=None, verb="merge.answered", target=merge, at=at, data={"agreed": agreed, "members": [row.contribution.code]}
    )
    if not merge.members.filter(agreed=None).exists():
        _end(merge, at=at)
    return merge


def end_passed(*, at: datetime) -> int:
    """End the proposals whose term is over; return how many. Idempotent; each is its own transaction."""
    today, ended = timezone.localdate(at), 0
    for key in Merge.objects.filter(ended_at=None, due_on__lt=today).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = Merge.objects.select_for_update(of=("self",)).select_related("agenda")
            merge = rows.filter(pk=key, ended_at=None).first()
            if merge is not None:
                _end(merge, at=at)
                ended += 1
    return ended


@transaction.atomic
def group(*, contributions: Collection[Contribution], reason: str, by: User, at: datetime) -> AnswerGroup:
    """Let these texts get one answer. No text and no support moves.

    With different offices the metropolitan team answers. Refuses NotInThisStage, CannotMerge, WrongState.
    """
    require_reason(reason)
    rows = _chosen(contributions, at)
    made = AnswerGroup.objects.create(agenda=rows[0].agenda, reason=reason.strip(), made_at=at, made_by=by)
    offices = {row.answering_id for row in rows}
    for row in rows:
        GroupMember.objects.create(group=made, contribution=row)
        if len(offices) > 1 and row.answering_id is not None:
            row.answering = None
            row.save(update_fields=["answering"])
        audit.record(by=by, verb="contribution.grouped", target=row, at=at, reason=made.reason)
        record(kind=CONTRIBUTION, subject_id=row.pk, step="agrupada", at=at, process=row.agenda.trace_process)
    return made


def _chosen(contributions: Collection[Contribution], at: datetime) -> list[Contribution]:
    """Lock the texts in the order of their keys, and refuse what does not go together."""
    keys = sorted({row.pk for row in contributions})
    if len(keys) < 2:
        raise CannotMerge("Elija al menos dos aportes.")
    rows = [locked(Contribution(pk=key)) for key in keys]
    if len({(row.agenda_id, row.kind) for row in rows}) > 1:
        raise CannotMerge("Elija aportes de la misma agenda y de la misma clase: problemas o ideas.")
    require_act(rows[0].agenda, Act.MERGE, Actor.FACILITATOR, timezone.localdate(at))
    if closed := [row.code for row in rows if row.state not in OPEN_TO_MERGING]:
        raise WrongState(f"Ya no se puede con {joined(closed)}: se respondió, se unió o se retiró.")
    if asked := MergeMember.objects.filter(contribution__in=keys, is_open=True).values_list(
        "contribution__code", flat=True
    ):
        raise AlreadyAsked(f"Ya se preguntó por {joined(list(asked))}: espere a que sus autores respondan.")
    if grouped := GroupMember.objects.filter(contribution__in=keys).values_list("contribution__code", flat=True):
        raise CannotMerge(f"Ya se responde junto con otros: {joined(list(grouped))}.")
    return rows


def _end(merge: Merge, *, at: datetime) -> None:
    """Merge the texts whose authors agreed, if at least two of them can still be; the others stay as they are."""
    members = list(merge.members.order_by("contribution"))
    agenda = lock(merge.agenda)  # serialises the public codes
    rows = [locked(Contribution(pk=member.contribution_id)) for member in members if member.agreed]
    rows = [row for row in rows if row.state in OPEN_TO_MERGING]
    merge.ended_at = at
    if len(rows) > 1:
        merge.result = _united(merge, agenda, rows, at)
    merge.save(update_fields=["ended_at", "result"])
    merge.members.update(is_open=False)
    data = {
        "members": list(merge.members.values_list("contribution__code", flat=True)),
        "joined": [row.code for row in rows] if merge.result else [],
    }
    audit.record(by=merge.proposed_by, verb="merge.ended", target=merge, at=at, reason=merge.reason, data=data)


def _united(merge: Merge, agenda: Agenda, rows: list[Contribution], at: datetime) -> Contribution:
    first, by = rows[0], merge.proposed_by
    new = Contribution(
        agenda=agenda, code=next_code(agenda, first.kind), kind=first.kind, theme=first.theme,
        challenge=_shared(rows, "challenge"), title=merge.title, text=merge.text, municipality=_shared(rows, "municipality"),
        answering=_shared(rows, "answering"), channel=Origin.WEB, participant=_facilitation(agenda), received_at=at,
        published_at=at, frozen_at=at,
    )  # fmt: skip
    begin(new, at)
    new.save()
    ContributionVersion.objects.create(
        contribution=new, number=1, title=new.title, text=new.text, made_at=at, approved_at=at
    )
    transition(new, "contribution.united", S.PUBLISHED, by=by, at=at, reason=merge.reason)
    record(kind=CONTRIBUTION, subject_id=new.pk, step="publicada", at=at, process=agenda.trace_process)
    _move_supports(new, rows, at)
    terms = [row.due_on for row in rows if row.state == S.UNDER_REVIEW and row.due_on]
    if terms:  # the earliest term of those that already wait goes on
        new.answer_until(min(terms))
        transition(new, "contribution.under_review", S.UNDER_REVIEW, by=None, at=at)
        record(kind=CONTRIBUTION, subject_id=new.pk, step="en_analisis", at=at, process=agenda.trace_process)
    for row in rows:
        row.merged_into = new
        transition(row, "contribution.merged", S.MERGED, by=by, at=at, reason=merge.reason, fields=("merged_into",))
        record(
            kind=CONTRIBUTION, subject_id=row.pk, step="unida", at=at, process=agenda.trace_process,
            to=(CONTRIBUTION, new.pk),
        )  # fmt: skip
        telling.tell_author(contribution=row, at=at)
    return new


def _move_supports(new: Contribution, rows: list[Contribution], at: datetime) -> None:
    """Give the new text the union of the persons who support the old ones, each once and since the earliest of theirs."""
    codes: dict[int, list[str]] = {}
    since: dict[int, datetime] = {}
    old = ContributionSupport.objects.filter(contribution__in=rows).order_by("contribution", "pk")
    for person, code, given in old.values_list("participant", "contribution__code", "at"):
        codes.setdefault(person, []).append(code)
        since[person] = min(since.get(person, given), given)
    ContributionSupport.objects.bulk_create(
        [ContributionSupport(contribution=new, participant_id=person, at=since[person]) for person in codes],
        batch_size=500,
    )
    for support in new.supports.select_related("participant").order_by("pk"):
        support.contribution = new
        telling.tell_moved(support=support, came_from=", ".join(codes[support.participant_id]), at=at)


def _shared(rows: list[Contribution], field: str):
    values = {getattr(row, f"{field}_id") for row in rows}
    return getattr(rows[0], field) if len(values) == 1 else None


def _facilitation(agenda: Agenda) -> Participant:
    """Who stands as author of merged texts: nobody who takes part, so it has not joined and counts as no person."""
    return Participant.objects.get_or_create(agenda=agenda, channel=Channel.PAPER, code=FACILITATION)[0]
