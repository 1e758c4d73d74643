"""The right of reply: what a municipality says about each adjustment, with its evidence, and sending all of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from core import audit
from core.process.transitions import locked, require_state, require_time, transition
from core.refusals import Refusal
from core.words import changed_meanwhile, long_day
from diagnostics.assessments.actions.evidence import get_or_add
from diagnostics.assessments.actions.personal_data import require_looked_at
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review.actions import layers, telling
from diagnostics.review.choices import Stance
from diagnostics.review.models import Reply, ReplyEvidence
from diagnostics.review.queries.cases import Case, Casefile, casefile_of
from diagnostics.scoring.values import InvalidValue, read
from files.actions import stored_files
from files.loaders.uploads import Judged

MAX_PROOFS = 10


class NotAdjusted(Refusal):
    """Only adjustments of the review can be contested."""


class UnfinishedReply(Refusal):
    """A contested adjustment lacks its argument, its value is not valid, or its evidence has no room."""


class TooRecent(Refusal):
    """The document is dated after the cut-off of the round."""


@dataclass(frozen=True)
class Said:
    """The municipality's position on one adjustment. `wanted`: the value it asks for, None for the declared one."""

    question: str
    stance: Stance
    argument: str
    seen_version: int
    wanted: str | None = None


@dataclass(frozen=True)
class NewProof:
    """Evidence that a reply brings: of the library, a link or a judged file. `dated_on`: the date that the document bears."""

    evidence: Evidence | str | Judged
    place: str
    dated_on: date


@transaction.atomic
def store(*, assessment: Assessment, said: Said, proof: NewProof | None, by, at: datetime) -> ReplyEvidence | None:
    """Save the reply to an adjustment with the evidence that it brings, both or none. Refuses as `write` and `attach`."""
    case = _lock_for_reply(assessment, said.question, at).cases[said.question]
    reply = _write(assessment, case, said, by, at)
    return _attach(assessment, replace(case, reply=reply), proof, by, at) if proof else None


@transaction.atomic
def write(*, assessment: Assessment, said: Said, by, at: datetime) -> Reply:
    """Save the reply to an adjustment, as a draft until all are sent.

    Refuses WrongState, DeadlinePassed, NotAdjusted, UnfinishedReply (an invalid value), Stale.
    """
    return _write(assessment, _lock_for_reply(assessment, said.question, at).cases[said.question], said, by, at)


def _write(assessment: Assessment, case: Case, said: Said, by, at: datetime) -> Reply:
    if said.wanted is not None:
        _require_readable(case, said.wanted)
    reply = case.reply or Reply(answer=case.item.cell.answer, version=0)
    content = (said.stance, said.argument, said.wanted)
    if reply.version and (reply.stance, reply.argument, reply.wanted) == content:
        return reply
    mine_at = reply.written_at if reply.written_by_id == by.pk else None
    who = changed_meanwhile(f"escribió sobre {said.question}", mine_at=mine_at, seen="la veía")
    reply.require_seen(said.seen_version, f"{who} Mírela antes de guardar.")
    reply.stance, reply.argument, reply.wanted = content
    reply.version, reply.written_at, reply.written_by = reply.version + 1, at, by
    reply.save()
    data = {"version": reply.version, "stance": str(said.stance)}
    audit.record(by=by, verb="reply.written", target=reply.answer, scope=assessment, at=at, data=data)
    return reply


@transaction.atomic
def attach(
    *,
    assessment: Assessment,
    question: str,
    evidence: Evidence | str | Judged,
    place: str,
    dated_on: date,
    by,
    at: datetime,
) -> ReplyEvidence:
    """Attach to a reply an evidence of the library, a link or a judged file.

    Refuses WrongState, DeadlinePassed, NotAdjusted, UnfinishedReply before a contesting reply or beyond MAX_PROOFS, TooRecent
    after the cut-off, FileNotKept.
    """
    case = _lock_for_reply(assessment, question, at).cases[question]
    return _attach(assessment, case, NewProof(evidence, place, dated_on), by, at)


def _attach(assessment: Assessment, case: Case, proof: NewProof, by, at: datetime) -> ReplyEvidence:
    _require_room(case, assessment.round.cutoff_on, proof.dated_on)
    row = get_or_add(assessment=assessment, content=proof.evidence, by=by, at=at)
    use, _ = ReplyEvidence.objects.update_or_create(
        reply=case.reply, evidence=row, option="", defaults={"place": proof.place, "dated_on": proof.dated_on}
    )
    data = {"evidence": row.pk}
    audit.record(by=by, verb="reply.evidence_added", target=case.item.cell.answer, scope=assessment, at=at, data=data)
    if isinstance(proof.evidence, Judged):
        stored_files.write(row.file.name, proof.evidence)
    return use


def _require_room(case: Case, cutoff: date | None, dated_on: date) -> None:
    if case.reply is None or not case.reply.is_contested:
        raise UnfinishedReply(
            f"Una evidencia acompaña un desacuerdo: diga en qué no está de acuerdo sobre {case.code}, o quite la evidencia."
        )
    if cutoff and dated_on > cutoff:
        raise TooRecent(
            f"La fecha de corte es el {long_day(cutoff, with_year=True)}: ese documento vale para el ciclo siguiente."
        )
    if len(case.proofs) >= MAX_PROOFS:
        raise UnfinishedReply(f"Una réplica lleva hasta {MAX_PROOFS} evidencias.")


@transaction.atomic
def detach(*, assessment: Assessment, question: str, use: int, by, at: datetime) -> None:
    """Remove an evidence (primary key of its use) from a reply. Refuses WrongState, DeadlinePassed, NotAdjusted."""
    case = _lock_for_reply(assessment, question, at).cases[question]
    if case.reply and ReplyEvidence.objects.filter(reply=case.reply, pk=use).delete()[0]:
        audit.record(by=by, verb="reply.evidence_removed", target=case.item.cell.answer, scope=assessment, at=at)


@transaction.atomic
def send(*, assessment: Assessment, by, at: datetime) -> Assessment:
    """Send all replies; an adjustment without a reply counts as accepted.

    Refuses WrongState, DeadlinePassed, UnfinishedReply with a line per contested adjustment without argument, FilesNotLookedAt.
    """
    assessment = locked(assessment)
    require_state(assessment, State.REPLY_OPEN)
    require_time(assessment, at)
    casefile = casefile_of(assessment)
    written = [case for case in casefile.adjusted if case.reply]
    unfinished = [c.code for c in written if c.reply.is_contested and not c.reply.argument.strip()]
    if unfinished:
        raise UnfinishedReply(
            "Escriba por qué no está de acuerdo; sin argumento no hay qué decidir.", [f"{code}." for code in unfinished]
        )
    require_looked_at(use.evidence for case in written for use in case.proofs)
    Reply.objects.filter(pk__in=[case.reply.pk for case in written]).update(sent_at=at)
    casefile = casefile_of(assessment)
    contested = len(casefile.contested)
    data = {"contested": contested, "agreed": len(casefile.adjusted) - contested}
    if not contested:
        _finish(assessment, casefile, "reply.agreed", by, at, data)
        return assessment
    transition(assessment, "reply.sent", State.REPLY_DECISION, by=by, at=at, data=data)
    assessment.disputed_points = casefile_of(assessment).points_at_stake.disputed
    assessment.save(update_fields=["disputed_points"])
    telling.that_a_reply_came(assessment=assessment, contested=contested, at=at)
    return assessment


def expire(assessment: Assessment, *, at: datetime) -> None:
    """End the right of reply of a locked assessment after its deadline.

    Silence counts as acceptance, and is logged; drafts are kept but neither sent nor decided.
    """
    casefile = casefile_of(assessment)
    drafts = sum(case.reply is not None for case in casefile.adjusted)
    _finish(
        assessment,
        casefile,
        "reply.expired",
        None,
        at,
        {"accepted_by_silence": len(casefile.adjusted), "drafts": drafts},
    )


def _finish(assessment: Assessment, casefile: Casefile, verb: str, by, at: datetime, data: dict) -> None:
    layers.write_final(casefile, by=by, at=at)
    assessment.disputed_points = 0
    transition(assessment, verb, State.FINAL_READY, by=by, at=at, data=data, fields=("disputed_points",))
    telling.that_it_is_final(assessment=assessment, silent=verb == "reply.expired", at=at)
    layers.score(assessment, Layer.FINAL)


def _lock_for_reply(assessment: Assessment, question: str, at: datetime) -> Casefile:
    assessment = locked(assessment)
    casefile = casefile_of(assessment)
    require_reply_open(casefile, question, at=at)
    return casefile


def require_reply_open(casefile: Casefile, question: str, *, at: datetime) -> None:
    """Refuse WrongState, DeadlinePassed and NotAdjusted: also asked before an upload is judged."""
    require_state(casefile.assessment, State.REPLY_OPEN)
    require_time(casefile.assessment, at)
    case = casefile.cases.get(question)
    if case is None or not case.item.is_adjusted:
        raise NotAdjusted(f"La revisión no ajustó {question}: no hay qué contestar.")


def _require_readable(case: Case, value: str) -> None:
    try:
        declared = read(case.question, value)
    except InvalidValue as problem:
        raise UnfinishedReply(f"{case.code}: {problem}.") from None
    if declared is None:
        raise UnfinishedReply(f"{case.code}: elija el resultado que pide.")
