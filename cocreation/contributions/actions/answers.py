"""What is looked at once its stage has closed, who answers it, and the reasoned answer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Holding, Permission, allows
from accounts.queries import holdings_of
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Stage
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.actions import telling
from cocreation.contributions.choices import CONTRIBUTION, METROPOLITAN_OFFICE, ContributionState, Outcome
from cocreation.contributions.choices.answers import KIND_OF_STAGE, PARTS, headline_of, reasoned
from cocreation.contributions.models import Answer, AnswerDraft, Contribution, GroupMember, InternalNote
from cocreation.contributions.queries.offices import answering_role
from core import audit
from core.process.transitions import WrongState, locked, require_state, transition, transition_many
from core.refusals import Refusal, Stale
from core.trace.actions import event_of, record, record_many
from territory.models import Municipality

S = ContributionState


class MayNotAnswer(Refusal):
    """Another office answers this contribution."""


class Incomplete(Refusal):
    """The draft does not say yet what an answer with its outcome needs."""


class NotOfTheAgenda(Refusal):
    """The municipality does not belong to the agenda."""


def stage_closed(*, stage: Stage, at: datetime) -> int:
    """Fill of `on_stage_closed`: let what was published in the stage wait for its answer; return how many.

    What is still with the moderator follows when it is published (`send_to_review_if_closed`).
    """
    kind = KIND_OF_STAGE.get(stage.code)
    if kind is None:
        return 0
    closed_on = min(stage.closes_on, timezone.localdate(at))
    rows = Contribution.objects.select_for_update(of=("self",)).with_context().order_by("pk")
    rows = list(rows.filter(agenda=stage.agenda_id, kind=kind, state=S.PUBLISHED))
    for row in rows:
        row.answer_from(closed_on)
    transition_many(rows, "contribution.under_review", S.UNDER_REVIEW, by=None, at=at)
    process = stage.agenda.trace_process
    record_many(
        event_of(kind=CONTRIBUTION, subject_id=row.pk, step="en_analisis", at=at, process=process) for row in rows
    )
    telling.tell_offices(agenda=stage.agenda, stage=stage.get_code_display(), rows=rows, key=f"stage:{stage.pk}", at=at)
    return len(rows)


@transaction.atomic
def send_to_review_if_closed(*, contribution: Contribution, at: datetime) -> bool:
    """Let a contribution that was published after the close of its stage wait for its answer, with the term from today.

    Returns whether it moved. Moderation calls it after publishing; idempotent.
    """
    row = locked(contribution)
    stage = _stage_of(row)
    if row.state != S.PUBLISHED or stage is None or not stage.is_closed:
        return False
    row.answer_from(timezone.localdate(at))
    transition(row, "contribution.under_review", S.UNDER_REVIEW, by=None, at=at)
    record(kind=CONTRIBUTION, subject_id=row.pk, step="en_analisis", at=at, process=row.agenda.trace_process)
    return True


@transaction.atomic
def assign(*, contribution: Contribution, municipality: Municipality | None, by: User, at: datetime) -> Contribution:
    """Let the office of that municipality answer, or the metropolitan team. Refuses WrongState, MayNotAnswer, NotOfTheAgenda."""
    row = locked(contribution)
    if not allows(holdings_of(by), Permission.MANAGE_AGENDAS):
        raise MayNotAnswer("Quién responde lo cambia la facilitación de la agenda.")
    require_state(row, S.PUBLISHED, S.UNDER_REVIEW)
    if municipality is not None and not row.agenda.municipalities.filter(pk=municipality.pk).exists():
        raise NotOfTheAgenda(f"{municipality} no hace parte de esta agenda.")
    if row.answering_id == (municipality.pk if municipality else None):
        return row
    row.answering = municipality
    row.save(update_fields=["answering"])
    office = municipality.name if municipality else METROPOLITAN_OFFICE
    audit.record(by=by, verb="contribution.assigned", target=row, at=at, data={"office": office})
    if row.state == S.UNDER_REVIEW:
        telling.tell_offices(agenda=row.agenda, stage="", rows=[row], key=f"assigned:{row.pk}:{at:%Y%m%d%H%M%S}", at=at)
    return row


@transaction.atomic
def add_note(*, contribution: Contribution, text: str, by: User, at: datetime) -> InternalNote:
    """Write to colleagues. Refuses MayNotAnswer."""
    row = locked(contribution)
    require_role(by, row)
    note = InternalNote.objects.create(contribution=row, text=text.strip(), at=at, by=by)
    audit.record(by=by, verb="contribution.noted", target=row, at=at)
    return note


@transaction.atomic
def save_draft(
    *, contribution: Contribution, outcome: str, seen: int, by: User, at: datetime, **parts: str
) -> AnswerDraft:
    """Keep what was written so far, for whoever of the office goes on.

    `seen`: the version of the draft when its page was opened, 0 for none. Refuses MayNotAnswer, WrongState, and Stale for what a
    colleague wrote since.
    """
    row = locked(contribution)
    require_role(by, row)
    _require_waiting(row)
    draft = AnswerDraft.objects.filter(contribution=row).first() or AnswerDraft(contribution=row)
    if draft.version != seen and draft.pk and draft.saved_by_id != by.pk:
        raise Stale(
            f"Otra persona escribió el borrador de {row.code} mientras tanto. Si guarda otra vez, queda el de usted."
        )
    draft.outcome, draft.saved_at, draft.saved_by = outcome, at, by
    for name in ("headline", *PARTS):
        setattr(draft, name, parts.get(name, "").strip())
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def publish_draft(*, contribution: Contribution, version: int, by: User, at: datetime) -> list[Answer]:
    """`answer` with the draft. Refuses also Stale if it is not the version that was seen, and Incomplete."""
    row = locked(contribution)
    _require_waiting(row)
    return answer(contribution=row, by=by, at=at, **_drafted(row, version))


def _drafted(row: Contribution, version: int) -> dict:
    draft = AnswerDraft.objects.filter(contribution=row).first()
    if draft is None or draft.version != version:
        raise Stale(f"El borrador de {row.code} cambió después de esta vista previa. Léalo otra vez antes de publicar.")
    if not draft.is_complete:
        raise Incomplete(f"Al borrador de {row.code} le falta algo: complételo antes de publicar.")
    parts = {name: getattr(draft, name) for name in ("headline", *PARTS)}
    return parts | {"outcome": Outcome(draft.outcome)}


@transaction.atomic
def save_several(
    *, reasons: Mapping[int, str], seen: Mapping[int, int], outcome: Outcome, taken_up: str, by: User, at: datetime,
    **shared: str,
) -> list[AnswerDraft]:  # fmt: skip
    """Keep a draft for each contribution, by key, of what all share and its own reason; all or none.

    `seen`: the version of each draft when its page was opened, 0 for none. Refuses like `save_draft`.
    """
    rows = _locked_in_order(reasons)
    return [
        save_draft(
            contribution=row,
            outcome=outcome,
            seen=seen.get(row.pk, 0),
            by=by,
            at=at,
            **shared,
            **reasoned(outcome, taken_up, reasons[row.pk]),
        )
        for row in rows
    ]


@transaction.atomic
def publish_several(*, versions: Mapping[int, int], by: User, at: datetime) -> list[Answer]:
    """Publish the drafts of contributions, by key, as they were seen; all or none. Refuses like `publish_draft`."""
    given = []
    for row in _locked_in_order(versions):
        _require_waiting(row)
        given += _answer_all([row], by=by, at=at, **_drafted(row, versions[row.pk]))
    return given


def _locked_in_order(keys: Iterable[int]) -> list[Contribution]:
    """Lock in the one order in which whoever locks several does; the rows share their agendas, with the stages."""
    rows = [locked(Contribution(pk=pk)) for pk in sorted(keys)]
    agendas = Agenda.objects.prefetch_related("stages").in_bulk({row.agenda_id for row in rows})
    for row in rows:
        row.agenda = agendas[row.agenda_id]
    return rows


@transaction.atomic
def answer(*, contribution: Contribution, outcome: Outcome, by: User, at: datetime, **parts: str) -> list[Answer]:
    """Publish the answer, to all that are answered together with it; return the answers, that of the contribution first.

    `parts`: `headline` and those of PARTS. Refuses MayNotAnswer, NotInThisStage, and WrongState for what was answered, merged or
    withdrawn meanwhile.
    """
    return _answer_all(_answered_together(contribution), outcome=outcome, by=by, at=at, **parts)


def _answer_all(rows: list[Contribution], *, outcome: Outcome, by: User, at: datetime, **parts: str) -> list[Answer]:
    first = rows[0]
    held = require_role(by, first)
    actor = Actor.FACILITATOR if held.role.is_metropolitan else Actor.OFFICE
    require_act(first.agenda, Act.ANSWER, actor, timezone.localdate(at))
    _require_waiting(first)
    said = {name: parts[name].strip() for name in PARTS} | {
        "outcome": outcome, "headline": headline_of(outcome, parts["headline"]), "office": held.label,
        "municipality_id": held.municipality_id,
    }  # fmt: skip
    return [_answer_one(row, said, by=by, at=at) for row in rows]


def require_role(by: User, row: Contribution) -> Holding:
    """Return the role in which the person may answer. Refuses MayNotAnswer."""
    role = answering_role(by, row)
    if role is None:
        raise MayNotAnswer("Este aporte lo responde otra dependencia.")
    return role


def _answered_together(contribution: Contribution) -> list[Contribution]:
    """Lock the contribution and those of its group that wait too, in the order of their keys; the contribution first."""
    group = GroupMember.objects.filter(contribution=contribution.pk).values("group")
    together = GroupMember.objects.filter(group__in=group).values_list("contribution", flat=True)
    keys = sorted({contribution.pk, *together})
    rows = {key: locked(Contribution(pk=key)) for key in keys}
    others = [rows[key] for key in keys if key != contribution.pk and rows[key].state == S.UNDER_REVIEW]
    return [rows[contribution.pk], *others]


def _answer_one(row: Contribution, said: dict, *, by: User, at: datetime) -> Answer:
    assert row.due_on is not None  # a contribution under review has its term
    given = Answer.objects.create(
        contribution=row, asked_on=_asked_on(row), due_on=row.due_on, answered_at=at, answered_by=by, **said
    )
    data = {"outcome": str(given.outcome), "office": given.office}
    if given.outcome == Outcome.NO:
        transition(row, "contribution.not_taken_up", S.NOT_TAKEN_UP, by=by, at=at, data=data)
        step = "no_incorporada"
    else:
        transition(row, "contribution.taken_up", S.TAKEN_UP, by=by, at=at, data=data)
        step = "incorporada"
    record(
        kind=CONTRIBUTION, subject_id=row.pk, step=step, at=at, process=row.agenda.trace_process, words=given.headline
    )
    AnswerDraft.objects.filter(contribution=row).delete()
    telling.tell_author(contribution=row, at=at)
    return given


def _require_waiting(row: Contribution) -> None:
    if row.state != S.UNDER_REVIEW:
        raise WrongState(f"{row.display_name} está «{row.get_state_display().lower()}»: no espera una respuesta.")


def _stage_of(row: Contribution) -> Stage | None:
    return next((stage for stage in row.agenda.stages.all() if KIND_OF_STAGE.get(stage.code) == row.kind), None)


def _asked_on(row: Contribution) -> date:
    """The day from which the term ran: the close of the stage, or its publication where that came later."""
    asked = timezone.localdate(row.state_since)
    stage = _stage_of(row)
    was_in_time = row.published_at is not None and stage and timezone.localdate(row.published_at) <= stage.closes_on
    return min(asked, stage.closes_on) if stage and was_in_time else asked
