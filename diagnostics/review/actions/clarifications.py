"""Requests for clarification: drafted during the review, sent together once, answered one by one or expired."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.process.transitions import locked, require_state, require_time, transition
from core.refusals import Refusal
from diagnostics.assessments.actions.answers import lock_for_filling
from diagnostics.assessments.actions.personal_data import require_looked_at
from diagnostics.assessments.choices import Party, Reopening, State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.review.actions import second_readings, telling
from diagnostics.review.actions.conversations import answer_of, write
from diagnostics.review.actions.reopening import hand_back
from diagnostics.review.actions.reviews import require_impartial
from diagnostics.review.models import AnswerReview, Message
from diagnostics.review.queries.cases import casefile_of


class AskedAlready(Refusal):
    """Clarifications are requested once per review."""


class NothingToSend(Refusal):
    """There are no drafted requests."""


class NotAsked(Refusal):
    """There is no open request about this answer, or the answer cannot be read."""


@transaction.atomic
def ask(*, assessment: Assessment, question: str, text: str, by, at: datetime) -> Message:
    """Draft a request about an answer, or replace its draft; the municipality sees it once all are sent.

    Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared, AskedAlready, ConversationClosed.
    """
    assessment = _lock_for_review(assessment, by, at)
    answer = answer_of(assessment, question)
    request, _ = Message.objects.update_or_create(
        answer=answer, is_request=True,
        defaults={"party": Party.REVIEW, "text": text, "written_at": at, "written_by": by},
    )  # fmt: skip
    audit.record(by=by, verb="clarification.written", target=answer, scope=assessment, at=at)
    return request


@transaction.atomic
def drop(*, assessment: Assessment, question: str, by, at: datetime) -> None:
    """Delete a request that was not sent. Refuses as `ask`."""
    assessment = _lock_for_review(assessment, by, at)
    answer = answer_of(assessment, question)
    if Message.objects.filter(answer=answer, is_request=True, sent_at=None).delete()[0]:
        audit.record(by=by, verb="clarification.dropped", target=answer, scope=assessment, at=at)


@transaction.atomic
def send(*, assessment: Assessment, by, at: datetime) -> Assessment:
    """Send all requests: their answers lose their marks and become editable, and the review's deadline is suspended.

    Refuses as `ask`, and NothingToSend.
    """
    assessment = _lock_for_review(assessment, by, at)
    requests = Message.objects.filter(answer__assessment=assessment, is_request=True)
    answers = Answer.objects.filter(pk__in=requests.values("answer")).order_by("question__position")
    codes = list(answers.values_list("question__code", flat=True))
    if not codes:
        raise NothingToSend("No hay solicitudes escritas.")
    requests.update(sent_at=at)
    AnswerReview.objects.filter(answer__in=answers).delete()
    second_readings.forget(answers)
    Answer.objects.filter(pk__in=list(answers.values_list("pk", flat=True))).update(
        reopened_at=at, reopening=Reopening.CLARIFICATION
    )
    assessment.disputed_points = casefile_of(assessment).points_at_stake.disputed
    data, fields = {"questions": codes}, ("disputed_points",)
    transition(assessment, "clarification.sent", State.CLARIFICATION, by=by, at=at, data=data, fields=fields)
    telling.that_clarifications_are_asked(assessment=assessment, codes=codes, at=at)
    return assessment


@transaction.atomic
def clarify(*, assessment: Assessment, question: str, text: str, by, at: datetime) -> Assessment:
    """Answer one request and hand its answer back as it is; the last one returns the assessment to review.

    Refuses WrongState, DeadlinePassed, NotAsked, NotFillable, NotAssigned, FilesNotLookedAt.
    """
    assessment = locked(assessment)
    require_state(assessment, State.CLARIFICATION)
    require_time(assessment, at)
    casefile = casefile_of(assessment)
    case = casefile.cases.get(question)
    if case is None or not case.is_to_clarify:
        raise NotAsked(f"La revisión no espera una aclaración sobre {question}.")
    if case.item.cell.error:
        raise NotAsked(f"{question}: {case.item.cell.error}. Corríjala antes de devolverla.")
    require_looked_at(case.item.cell.proofs)
    lock_for_filling(assessment=assessment, questions=[question], by=by, at=at)
    write(assessment, case.item.cell.answer, Party.MUNICIPALITY, text, by, at)
    hand_back([case.item.cell.answer.pk], assessment=assessment, filling=casefile.reviewing.filling, at=at)
    if len(casefile.unanswered_requests) == 1:
        transition(assessment, "clarification.answered", State.IN_REVIEW, by=by, at=at)
        telling.that_clarifications_are_over(assessment=assessment, silent=0, at=at)
    return assessment


def expire(assessment: Assessment, *, at: datetime) -> None:
    """Return a locked assessment to review after its deadline; the log lists the unanswered requests."""
    casefile = casefile_of(assessment)
    waiting = casefile.unanswered_requests
    hand_back(
        [case.item.cell.answer.pk for case in waiting], assessment=assessment, filling=casefile.reviewing.filling, at=at
    )
    codes = [case.code for case in waiting]
    transition(assessment, "clarification.expired", State.IN_REVIEW, by=None, at=at, data={"unanswered": codes})
    telling.that_clarifications_are_over(assessment=assessment, silent=len(codes), at=at)


def _lock_for_review(assessment: Assessment, by, at: datetime) -> Assessment:
    assessment = locked(assessment)
    require_state(assessment, State.IN_REVIEW)
    require_time(assessment, at)
    require_impartial(assessment, by)
    if Message.objects.filter(answer__assessment=assessment, is_request=True, sent_at__isnull=False).exists():
        raise AskedAlready("Las aclaraciones se piden una sola vez en cada revisión, y ya se pidieron.")
    return assessment
