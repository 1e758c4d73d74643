"""Reviewing: marks on answers and their evidence, and closing the review of a municipality."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from core import audit
from core.models import MAX_REASON
from core.process.transitions import locked, require_state, require_time, transition
from core.refusals import Refusal, Stale
from core.words import changed_meanwhile, counted, long_day, named
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, Assessment, Evidence
from diagnostics.review.actions import layers, proofs, telling
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.cases import Casefile, casefile_of
from diagnostics.review.queries.conflicts import part_of
from diagnostics.review.queries.doubts import fingerprint_of
from diagnostics.review.queries.entries import judged_entry
from diagnostics.review.queries.reviewing import Item, Reviewing
from diagnostics.scoring.values import InvalidValue, read
from files.choices import ProofState

LATER_LAYERS = [Layer.REVIEWED, Layer.FINAL]


class ReviewIncomplete(Refusal):
    """Answers are unmarked or open for changes, or requests are unsent; `details` list them."""


class OwnMunicipality(Refusal):
    """The person takes part in this assessment and cannot judge it."""


class NotDeclared(Refusal):
    """Before judging, a person declares their conflicts of interest for the round."""


class AlreadyReviewed(Refusal):
    """The later layers were imported."""


class ManyNotApplicable(Refusal):
    """Too much of a dimension is «no aplica»: coordination must approve it."""


class NeedsReason(Refusal):
    """An adjustment without its reason, or with a value that is not valid for the question."""


@dataclass(frozen=True)
class Also:
    """Another answer that rests on the same evidence: it takes that verdict and its reason. `seen`: its fingerprint (doubts)."""

    question: str
    seen: str
    state: str


@dataclass(frozen=True)
class Mark:
    """A reviewer's choices for one answer: evidence accepted ("", "si" or options "a|c"), «no aplica» accepted, another
    value (None: the declared one), the state of each proof ({"option:evidence": ProofState}) and the reason.

    `also`: other answers that take the verdict on a shared proof.
    `seen_version`: the mark's version on the reviewer's screen (0 = none yet); `seen_answer`: the answer's.
    """

    question: str
    evidence_accepted: str
    na_accepted: bool
    seen_version: int
    seen_answer: int
    value: str | None = None
    reason_code: str = ""
    reason: str = ""
    proofs: dict[str, str] = field(default_factory=dict)
    also: tuple[Also, ...] = ()

    @property
    def content(self) -> dict:
        names = ("value", "evidence_accepted", "na_accepted", "reason_code", "reason", "proofs")
        return {name: getattr(self, name) for name in names}


class NotMarked(NamedTuple):
    """An answer that was left as it was, and why."""

    question: str
    why: str


def require_impartial(assessment: Assessment, by) -> None:
    """Refuse NotDeclared before the declaration of the round, OwnMunicipality to people with a part in the assessment."""
    part = part_of(by, assessment)
    if part.stake:
        raise OwnMunicipality(part.stake)
    if not part.has_declared:
        raise NotDeclared(f"Antes de revisar, declare si tiene conflictos de interés {named(assessment.round, 'en')}.")


@transaction.atomic
def mark_page(*, assessment: Assessment, marks: list[Mark], by, at: datetime) -> list[NotMarked]:
    """Mark several answers; return those left as they were (marked in another window or changed by the municipality
    meanwhile, open for changes, an adjustment without its reason, or points without an accepted proof).

    Refuses WrongState and DeadlinePassed outside the review, OwnMunicipality, NotDeclared.
    """
    casefile, refused = mark_each(lock_for_review(assessment, by, at), marks, by, at)
    keep_disputed(casefile)
    return refused


def mark_each(casefile: Casefile, marks: list[Mark], by, at: datetime) -> tuple[Casefile, list[NotMarked]]:
    """Write marks of a locked assessment; return the updated cases and the marks that were refused."""
    refused = []
    for mark in marks:
        try:
            with transaction.atomic():
                casefile = _write_all(casefile, mark, by, at)
        except Refusal as refusal:
            refused.append(NotMarked(mark.question, refusal.message))
    return casefile, refused


@transaction.atomic
def mark(
    *, assessment: Assessment, question: str, read_mark: Callable[[Item], Mark | None], by, at: datetime
) -> Casefile:
    """Mark one answer with what `read_mark` returns for the locked answer (None: no mark); return the updated cases.

    Refuses as mark_page, Stale, NeedsReason and NoProof.
    """
    casefile = lock_for_review(assessment, by, at)
    case = casefile.cases.get(question)
    mark = read_mark(case.item) if case and case.item.cell.is_answered else None
    if mark is None:
        return casefile
    casefile = _write_all(casefile, mark, by, at)
    keep_disputed(casefile)
    return casefile


def lock_for_review(assessment: Assessment, by, at: datetime) -> Casefile:
    """Lock an assessment in review and return its cases. Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared."""
    assessment = locked(assessment)
    require_state(assessment, State.IN_REVIEW)
    require_time(assessment, at)
    require_impartial(assessment, by)
    return casefile_of(assessment)


def keep_disputed(casefile: Casefile) -> None:
    """Store the disputed points, so that lists need not compute them."""
    assessment = casefile.assessment
    if assessment.disputed_points != casefile.points_at_stake.disputed:
        assessment.disputed_points = casefile.points_at_stake.disputed
        assessment.save(update_fields=["disputed_points"])


def _write_all(casefile: Casefile, mark: Mark, by, at: datetime) -> Casefile:
    """Write a mark and those that it gives to other answers."""
    casefile = write_mark(casefile, mark, by, at)
    for also in mark.also:
        case = casefile.cases.get(also.question)
        if case is None or not case.item.judged:
            continue
        states = {judged.key: also.state for judged in case.item.judged}
        if case.item.review and case.item.review.proofs == states and case.item.review.marked_by_id == by.pk:
            continue  # sent twice
        if case.item.review or fingerprint_of(case.item) != also.seen:
            raise Stale(f"{also.question} cambió mientras usted la veía: mírela antes de darle el mismo resultado.")
        other = Mark(
            also.question, case.item.accepted_evidence(states), False, case.item.version, case.item.cell.version,
            reason_code=mark.reason_code, reason=mark.reason, proofs=states,
        )  # fmt: skip
        casefile = write_mark(casefile, other, by, at)
    return casefile


def write_mark(casefile: Casefile, mark: Mark, by, at: datetime, *, together: UUID | None = None) -> Casefile:
    """Write one mark of a locked assessment and return the updated cases. `together`: as AnswerReview.accepted_together.

    Refuses Stale, NeedsReason and NoProof.
    """
    item = casefile.reviewing.items.get(mark.question)
    if item is None or not item.cell.is_answered:
        return casefile
    review = item.review or AnswerReview(answer=item.cell.answer, version=0)
    content = mark.content
    if not item.declared.not_applicable and mark.value == item.declared.value:
        content["value"] = None  # equal to the declared one
    is_same = review.version and all(getattr(review, name) == value for name, value in content.items())
    if is_same and not _is_hidden_from(review, by):
        return casefile
    if len(mark.reason) > MAX_REASON:
        raise NeedsReason(f"{mark.question}: la razón pasa de {MAX_REASON} letras. Acórtela; no se guardó.")
    _require_current(item, review, mark, by)
    _require_first_reading(item, by)
    for name, value in content.items():
        setattr(review, name, value)
    _require_readable(item, review)
    entry = judged_entry(item.cell, review)
    proofs.require_proof(item, entry, item.accepted_options(replace(item, review=review).judged))
    review.is_adjusted = item.would_adjust(entry)
    if review.is_adjusted and not (review.reason_code and review.reason):
        raise NeedsReason(f"{mark.question}: elija la razón y escríbala en una frase que la alcaldía pueda usar.")
    review.version, review.marked_by, review.marked_at = review.version + 1, by, at
    review.accepted_together = together
    review.save()
    has_shown_or_hidden = _withhold(review, at)
    data = {"version": review.version, "adjusted": review.is_adjusted, "reason": review.reason_code}
    if together:
        data["together"] = str(together)
    audit.record(by=by, verb="answer.marked", target=item.cell.answer, scope=casefile.assessment, at=at, data=data)
    return casefile_of(casefile.assessment) if has_shown_or_hidden else casefile.with_review(item.code, review)


def _is_hidden_from(review: AnswerReview, by) -> bool:
    """While a blind second reading is pending, the response must not reveal whether a guessed mark equals the first."""
    waiting = SecondReview.objects.filter(answer=review.answer_id, marked_at=None)
    return review.marked_by_id != by.pk and waiting.exists()


def _require_current(item: Item, review: AnswerReview, mark: Mark, by) -> None:
    answer = item.cell.answer
    if answer.reopened_at:
        until = f" hasta el {long_day(answer.reopened_until)}" if answer.reopened_until else ""
        raise Stale(f"El municipio puede cambiar {mark.question}{until}. Márquela cuando la devuelva.")
    if answer.version != mark.seen_answer:
        raise Stale(f"El municipio cambió {mark.question} mientras usted la veía. Mírela otra vez antes de marcarla.")
    mine_at = review.marked_at if review.marked_by_id == by.pk else None
    said = changed_meanwhile(f"marcó {mark.question}", mine_at=mine_at, seen="la veía")
    if not review.version:
        said = f"La marca de {mark.question} que usted veía se deshizo entretanto."
    review.require_seen(mark.seen_version, f"{said} Mírela antes de cambiarla.")


def _require_first_reading(item: Item, by) -> None:
    if SecondReview.objects.filter(answer=item.cell.answer, marked_by=by).exists():
        raise Stale(f"Usted hizo la segunda lectura de {item.code}: la primera le toca a otra persona.")


def _require_readable(item: Item, review: AnswerReview) -> None:
    if review.value is None:
        return
    try:
        declared = read(item.cell.question, review.value)
    except InvalidValue as problem:
        raise NeedsReason(f"{item.code}: {problem}.") from None
    if declared is None:
        raise NeedsReason(f"{item.code}: elija el resultado que demuestra la evidencia.")


def _with_personal_data(proofs: dict[str, str]) -> list[int]:
    return [int(key.rpartition(":")[2]) for key, state in proofs.items() if state == ProofState.PERSONAL_DATA]


def _withhold(review: AnswerReview, at: datetime) -> bool:
    """Withhold evidence marked as personal data, release evidence no longer marked so; return whether any changed."""
    found = set(_with_personal_data(review.proofs))
    changed = Evidence.objects.filter(pk__in=found, withheld_at=None).update(withheld_at=at) if found else 0
    others = {int(key.rpartition(":")[2]) for key in review.proofs} - found
    hidden = Evidence.objects.filter(pk__in=others, withheld_at__isnull=False)
    if keys := set(hidden.values_list("pk", flat=True)):
        marks = AnswerReview.objects.filter(answer__evidence_uses__evidence__in=keys).distinct()
        still = {key for proofs in marks.values_list("proofs", flat=True) for key in _with_personal_data(proofs)}
        changed += Evidence.objects.filter(pk__in=keys - still).update(withheld_at=None)
    return changed > 0


@transaction.atomic
def close(*, assessment: Assessment, approves_many_na: bool, by, at: datetime) -> Assessment:
    """Close the review: write the reviewed layer, and open the right of reply if anything was adjusted.

    Without adjustments there is nothing to contest, and the final layer is written too. Refuses WrongState, DeadlinePassed,
    OwnMunicipality, NotDeclared; AlreadyReviewed when a later layer was imported; ReviewIncomplete while an answer is reopened or
    unmarked, or a request is unsent; ManyNotApplicable when the accepted «no aplica» of a dimension exceed the instrument's
    limit, unless `approves_many_na`.
    """
    assessment = locked(assessment)
    require_state(assessment, State.IN_REVIEW)
    require_impartial(assessment, by)
    if Answer.objects.filter(assessment=assessment, layer__in=LATER_LAYERS).exists():
        raise AlreadyReviewed(
            f"Las respuestas revisadas de {assessment.municipality} se importaron; importe también la capa definitiva."
        )
    casefile = casefile_of(assessment)
    _require_complete(casefile)
    heavy = casefile.reviewing.heavy_na
    if heavy and not approves_many_na:
        raise ManyNotApplicable(
            "Hay dimensiones con demasiado peso en «no aplica»; la coordinación debe aprobarlo de forma expresa.", heavy
        )
    layers.write_reviewed(casefile, by=by, at=at)
    written = [Layer.REVIEWED]
    target = State.REPLY_OPEN if casefile.adjusted else State.FINAL_READY
    if target == State.FINAL_READY:
        layers.write_final(casefile, by=by, at=at)
        written.append(Layer.FINAL)
    assessment.review_closed_at, assessment.disputed_points = at, casefile.points_at_stake.disputed
    data = {"approved_many_na": bool(heavy), "adjusted": len(casefile.adjusted)}
    fields = ("review_closed_at", "disputed_points")
    transition(assessment, "review.closed", target, by=by, at=at, data=data, fields=fields)
    telling.that_the_review_is_closed(assessment=assessment, adjusted=len(casefile.adjusted), at=at)
    layers.score(assessment, *written)
    return assessment


def _require_complete(casefile: Casefile) -> None:
    reviewing = casefile.reviewing
    if reviewing.reopened:
        raise ReviewIncomplete("El municipio todavía puede cambiar respuestas reabiertas.", _terms(reviewing))
    if unsent := [case for case in casefile.requests if case.request.sent_at is None]:
        raise ReviewIncomplete(
            "Hay solicitudes de aclaración sin enviar. Envíelas o bórrelas.", [c.code for c in unsent]
        )
    if reviewing.pending:
        waiting = counted(len(reviewing.pending), "respuesta", "respuestas")
        raise ReviewIncomplete(f"Por marcar: {waiting}.", [f"{item.code}." for item in reviewing.pending])


def _terms(reviewing: Reviewing) -> list[str]:
    return [
        f"{item.code}: hasta el {long_day(item.cell.answer.reopened_until)}."
        for item in reviewing.reopened
        if item.cell.answer.reopened_until
    ]
