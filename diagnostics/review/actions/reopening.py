"""Answers of a submitted assessment that become editable again because their evidence no longer holds.

A reopened answer stays open until the municipality hands it back or its term ends; it cannot be marked meanwhile.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.process import working_days
from core.process.transitions import locked
from core.refusals import Refusal
from core.words import long_day
from diagnostics.assessments.actions.answers import lock_for_filling, revision_of
from diagnostics.assessments.actions.personal_data import require_looked_at
from diagnostics.assessments.choices import REOPENED_FOR, ROUND_OVER, Layer, Reopening
from diagnostics.assessments.models import Answer, AnswerRevision, Assessment, Evidence, EvidenceUse
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.review.actions import second_readings
from diagnostics.review.choices.notifications import ANSWER_REOPENED, MARK_AGAIN, PROOF_FELL, PROOF_FELL_LATE
from diagnostics.review.models import AnswerReview
from diagnostics.review.queries.cases import casefile_of
from files.choices import BROKEN_AFTER
from notices.actions.notifications import tell

OVER = {"reopened_at": None, "reopening": ""}


class NotReopened(Refusal):
    """The answer was not open for changes, waits for a clarification, or cannot be read."""


def reopen(*, assessment: Assessment, evidence: Evidence, why: Reopening, at: datetime) -> None:
    """Make the answers that rest on an evidence editable again, and notify people; the caller has locked both.

    During the review they lose the reviewer's mark; before and after it, people are only notified.
    """
    answers = Answer.objects.filter(
        evidence_uses__evidence=evidence, assessment=assessment, layer=Layer.SELF_ASSESSED
    ).distinct()
    codes = list(answers.order_by("question__position").values_list("question__code", flat=True).distinct())
    if not codes:
        return
    if assessment.is_being_reviewed:
        keys = list(answers.filter(reopened_at=None).values_list("pk", flat=True))
        Answer.objects.filter(pk__in=keys).update(reopened_at=at, reopening=why)
        AnswerReview.objects.filter(answer__in=keys).delete()
        second_readings.forget(Answer.objects.filter(pk__in=keys))
        assessment.disputed_points = casefile_of(assessment).points_at_stake.disputed
        assessment.save(update_fields=["disputed_points"])
        for key in keys:
            audit.record(
                by=None, verb="answer.reopened", target=Answer(pk=key), scope=assessment, at=at, data={"why": why}
            )
        _tell_reviewers(assessment, evidence, why, codes, at)
    _tell_municipality(assessment, evidence, why, codes, at)


@transaction.atomic
def finish(*, assessment: Assessment, question: str, by, at: datetime) -> None:
    """Hand a reopened answer back to the review, as it now stands.

    Refuses NotReopened, NotFillable, NotAssigned, FilesNotLookedAt.
    """
    filling = lock_for_filling(assessment=assessment, questions=[question], by=by, at=at)
    answer = filling.cells[question].answer
    if answer is None or not answer.reopened_at:
        raise NotReopened(f"{question} ya no estaba reabierta. La revisión la ve tal como está.")
    if answer.reopening == Reopening.CLARIFICATION:
        raise NotReopened(f"La revisión espera su aclaración sobre {question}: respóndala para devolverla.")
    if filling.cells[question].error:
        raise NotReopened(f"{question}: {filling.cells[question].error}. Corríjala antes de devolverla.")
    require_looked_at(filling.cells[question].proofs)
    hand_back([answer.pk], assessment=assessment, filling=filling, at=at)
    audit.record(by=by, verb="answer.given_back", target=answer, scope=assessment, at=at)


@transaction.atomic
def close_untouched(*, evidence: Evidence, today: date) -> None:
    """Close the reopening of unchanged answers once this evidence and all their other evidence hold again."""
    answers = Answer.objects.filter(
        evidence_uses__evidence=evidence, reopened_at__isnull=False, changed_at__lte=F("reopened_at")
    ).exclude(reopening=Reopening.CLARIFICATION)
    fallen = EvidenceUse.objects.filter(
        Q(evidence__check_failures__gte=BROKEN_AFTER) | Q(evidence__expires_on__lt=today), answer__in=answers
    )
    keys = set(answers.values_list("pk", flat=True)) - set(fallen.values_list("answer", flat=True))
    Answer.objects.filter(pk__in=keys).update(**OVER)


def end_old(*, today: date, at: datetime) -> int:
    """Hand answers whose term is over back to the review, as they stand; return how many."""
    in_force = Answer.objects.exclude(assessment__round__status__in=ROUND_OVER)
    reopened = list(in_force.filter(reopened_at__isnull=False))
    over = [answer for answer in reopened if answer.reopened_until and answer.reopened_until < today]
    return sum(_end(answer.pk, answer.assessment_id, at) for answer in over)


@transaction.atomic
def _end(key: int, assessment_id: int, at: datetime) -> int:
    assessment = locked(Assessment(pk=assessment_id))
    count = hand_back([key], assessment=assessment, filling=filling_of(assessment), at=at)
    if count:
        audit.record(by=None, verb="answer.reopening_ended", target=Answer(pk=key), scope=assessment, at=at)
    return count


def hand_back(keys: list[int], *, assessment: Assessment, filling: Filling, at: datetime) -> int:
    """Close reopened answers of a locked assessment and return how many; an unreadable one gets its previous text back.

    A term that ends while somebody is typing must not cost the municipality the answer that its town hall signed.
    """
    for cell in filling.cells.values():
        if cell.answer and cell.answer.pk in keys and cell.error and cell.is_reopened:
            _restore(cell.answer, assessment, at)
    # A review page opened earlier must not mark a text that it never showed.
    answers = Answer.objects.filter(pk__in=keys, reopened_at__isnull=False)
    return answers.update(**OVER, version=F("version") + 1, written_from="")


def _restore(answer: Answer, assessment: Assessment, at: datetime) -> None:
    said = AnswerRevision.objects.filter(answer=answer, written_at__lte=answer.reopened_at).last()
    if said is None:
        return
    answer.value, answer.not_applicable, answer.na_reason = said.value, said.not_applicable, said.na_reason
    answer.version, answer.changed_at = answer.version + 1, at
    answer.save(update_fields=["value", "not_applicable", "na_reason", "version", "changed_at"])
    answer.changed_by_id = None
    revision_of(answer).save()
    audit.record(
        by=None, verb="answer.restored", target=answer, scope=assessment, at=at, data={"version": said.version}
    )


def _tell_municipality(
    assessment: Assessment, evidence: Evidence, why: Reopening, codes: list[str], at: datetime
) -> None:
    text = PROOF_FELL_LATE
    if assessment.is_fillable:
        text = PROOF_FELL
    elif assessment.is_being_reviewed:
        text = ANSWER_REOPENED
    tell(
        to=[person.pk for person in people_who(Permission.FILL_ANSWERS, assessment.municipality)],
        text=text,
        values={
            "que_paso": why.label,
            "preguntas": ", ".join(codes),
            "evidencia": evidence.name[:120],
            "diagnostico": str(assessment),
            "fecha": _term(at),
        },
        key=_key(evidence, why, at),
        url=reverse("assessments:evidence-detail", args=[*_place(assessment), evidence.pk]),
        at=at,
    )


def _tell_reviewers(assessment: Assessment, evidence: Evidence, why: Reopening, codes: list[str], at: datetime) -> None:
    tell(
        to=[person.pk for person in people_who(Permission.REVIEW_ANSWERS, assessment.municipality)],
        text=MARK_AGAIN,
        values={
            "que_paso": why.label,
            "preguntas": ", ".join(codes),
            "municipio": str(assessment.municipality),
            "fecha": _term(at),
        },
        key=f"review {_key(evidence, why, at)}",
        url=reverse("review:review-detail", args=_place(assessment)),
        at=at,
    )


def _term(at: datetime) -> str:
    return long_day(working_days.add(timezone.localdate(at), REOPENED_FOR))


def _place(assessment: Assessment) -> list[str]:
    return [assessment.round.code, assessment.municipality.slug]


def _key(evidence: Evidence, why: Reopening, at: datetime) -> str:
    """One notification per failure; the same evidence may fail again on another day."""
    return f"{why} {evidence.pk} r{evidence.revision} {timezone.localdate(at)}"
