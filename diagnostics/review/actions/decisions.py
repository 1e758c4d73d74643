"""Decisions on contested adjustments; the last one makes the result definitive."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from core import audit
from core.process.transitions import locked, require_state, require_time, transition
from core.refusals import Refusal
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review.actions import layers, proofs, telling
from diagnostics.review.actions.reviews import require_impartial
from diagnostics.review.choices import Ruling
from diagnostics.review.models import ReplyDecision, ReplyEvidence
from diagnostics.review.queries.cases import Case, casefile_of
from diagnostics.review.queries.conflicts import reviewed_dimensions
from diagnostics.review.queries.entries import Entry, full_proof
from diagnostics.review.queries.reviewing import JudgedProof
from diagnostics.scoring.values import InvalidValue, read
from files.choices import ProofState


class ReviewedIt(Refusal):
    """The person reviewed that dimension and cannot decide replies in it."""


class NotContested(Refusal):
    """There is no reply to decide, or it was decided."""


class BadRuling(Refusal):
    """The decision lacks its reason, or its value is not valid for the question."""


@dataclass(frozen=True)
class Decision:
    """`value`: the result of Ruling.OTHER; `proofs`: {primary key of ReplyEvidence: ProofState}.

    `own_proofs`: states of the evidence that the answer had, {JudgedProof.key: ProofState}.
    """

    question: str
    ruling: Ruling
    reason_code: str
    reason: str
    value: str = ""
    proofs: dict[int, ProofState] = field(default_factory=dict)
    own_proofs: dict[str, ProofState] = field(default_factory=dict)


@transaction.atomic
def decide(*, assessment: Assessment, decision: Decision, by, at: datetime) -> Assessment:
    """Decide one contested adjustment, irrevocably; the last decision writes the final layer.

    Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared, ReviewedIt, NotContested, BadRuling, NoProof.
    """
    assessment = locked(assessment)
    require_state(assessment, State.REPLY_DECISION)
    require_time(assessment, at)
    require_impartial(assessment, by)
    case = casefile_of(assessment).cases.get(decision.question)
    if case is None or not case.is_open:
        raise NotContested(f"{decision.question} no espera una decisión.")
    if case.dimension.code in reviewed_dimensions(by, assessment):
        raise ReviewedIt(f"Usted revisó respuestas de «{case.dimension.name}»: la decisión le toca a otra persona.")
    if not (decision.reason_code and decision.reason.strip()):
        raise BadRuling("Elija la razón y escríbala en una frase que la alcaldía pueda usar.")
    entry = _ruled(case, decision)
    own = {judged.key: judged for judged in case.proofs_after(decision.ruling, decision.own_proofs)}
    if (
        decision.ruling != Ruling.KEPT or case.item.has_proof_of_its_points
    ):  # a mark of before may lack it: the gate says so
        proofs.require_proof(case.item, entry, _accepted(case, decision, own.values()))
    ReplyDecision.objects.create(
        reply=case.reply, ruling=decision.ruling, value=None if entry.not_applicable else entry.value,
        na_accepted=entry.na_accepted,
        evidence_accepted=entry.evidence_accepted, reason_code=decision.reason_code, reason=decision.reason,
        proofs={key: state for key, state in decision.own_proofs.items() if key in own}, decided_at=at, decided_by=by,
    )  # fmt: skip
    _judge_proofs(case, decision, own.values(), at)
    data = {"ruling": str(decision.ruling), "reason": decision.reason_code}
    audit.record(by=by, verb="reply.ruled", target=case.item.cell.answer, scope=assessment, at=at, data=data)
    _move_on(assessment, by, at)
    return assessment


def _ruled(case: Case, decision: Decision) -> Entry:
    if decision.ruling == Ruling.ACCEPTED:
        return case.asked
    if decision.ruling == Ruling.KEPT:
        return case.item.entry
    try:
        declared = read(case.question, decision.value)
    except InvalidValue as problem:
        raise BadRuling(f"{case.code}: {problem}.") from None
    if declared is None:
        raise BadRuling(f"{case.code}: elija el resultado en el que queda.")
    return Entry(decision.value, evidence_accepted=full_proof(case.question, decision.value))


def _state_of(use: ReplyEvidence, decision: Decision) -> ProofState:
    usual = ProofState.INSUFFICIENT if decision.ruling == Ruling.KEPT else ProofState.ACCEPTED
    return decision.proofs.get(use.pk, usual)


def _accepted(case: Case, decision: Decision, own: Collection[JudgedProof]) -> set[str]:
    """The options that have an accepted proof after the decision; evidence of a reply is for the whole answer."""
    states = {use: _state_of(use, decision) for use in case.proofs}
    exposed = {use.evidence_id for use, state in states.items() if state == ProofState.PERSONAL_DATA}
    kept = case.item.accepted_options(judged for judged in own if judged.proof.evidence not in exposed)
    return kept | {use.option for use, state in states.items() if state == ProofState.ACCEPTED}


def _judge_proofs(case: Case, decision: Decision, own: Collection[JudgedProof], at: datetime) -> None:
    for use in case.proofs:
        use.state = _state_of(use, decision)
        use.save(update_fields=["state"])
    exposed = [use.evidence_id for use in case.proofs if use.state == ProofState.PERSONAL_DATA]
    exposed += [judged.proof.evidence for judged in own if judged.state == ProofState.PERSONAL_DATA]
    Evidence.objects.filter(pk__in=exposed, withheld_at=None).update(withheld_at=at)


def _move_on(assessment: Assessment, by, at: datetime) -> None:
    casefile = casefile_of(assessment)
    assessment.disputed_points = casefile.points_at_stake.disputed if casefile.open else 0
    if casefile.open:
        assessment.changed_at = at
        assessment.save(update_fields=["disputed_points", "changed_at"])
        return
    layers.write_final(casefile, by=by, at=at)
    transition(assessment, "reply.decided", State.FINAL_READY, by=by, at=at, fields=("disputed_points",))
    telling.that_it_is_final(assessment=assessment, silent=False, at=at)
    layers.score(assessment, Layer.FINAL)
