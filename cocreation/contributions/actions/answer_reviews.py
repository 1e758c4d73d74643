"""An answer that its author asks somebody else to look at again: once, in time, decided by another person."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cocreation.contributions.actions import telling
from cocreation.contributions.actions.answers import MayNotAnswer, require_role
from cocreation.contributions.choices import CONTRIBUTION, AnswerReviewState, ContributionState, Outcome
from cocreation.contributions.choices.answers import NO_LESS
from cocreation.contributions.models import Answer, AnswerReview, Contribution
from cocreation.contributions.queries.answers import review_asked_until
from core import audit
from core.process.transitions import WrongState, begin, locked, require_reason, transition
from core.refusals import Refusal
from core.trace.actions import record
from core.words import long_day

S, R = ContributionState, AnswerReviewState


class AlreadyAsked(Refusal):
    """A review is possible once."""

    is_conflict = True


class TooLate(Refusal):
    is_conflict = True


class LessThanBefore(Refusal):
    """Whoever asks for a review does not lose what the answer gave."""


@transaction.atomic
def ask(*, contribution: Contribution, reason: str, at: datetime) -> AnswerReview:
    """Ask, as its author, that somebody else looks at the answer. Refuses WrongState, AlreadyAsked, TooLate and ReasonMissing."""
    row = locked(contribution)
    answer = Answer.objects.filter(contribution=row).first()
    if answer is None or not row.is_answered or row.erased_at is not None:
        raise WrongState(f"{row.code} está «{row.get_state_display().lower()}»: no tiene una respuesta que revisar.")
    if AnswerReview.objects.filter(answer=answer).exists():
        raise AlreadyAsked("Ya se pidió que otra persona revise esta respuesta: se puede una sola vez.")
    last: date = review_asked_until(answer)
    if timezone.localdate(at) > last:
        raise TooLate(f"La revisión se podía pedir hasta el {long_day(last)}.")
    require_reason(reason)
    asked = AnswerReview(answer=answer, reason=reason.strip(), asked_at=at, answered_by=answer.answered_by)
    begin(asked, at)
    asked.save()
    audit.record(by=None, verb="answer_review.asked", target=asked, at=at)
    record(kind=CONTRIBUTION, subject_id=row.pk, step="revision_pedida", at=at, process=row.agenda.trace_process)
    telling.tell_reviewers(contribution=row, review=asked, at=at)
    return asked


@transaction.atomic
def decide(*, contribution: Contribution, outcome: Outcome, decision: str, by: User, at: datetime) -> AnswerReview:
    """Say, as somebody else of the office or of the metropolitan team, how it is answered now, and why.

    The answer stays as it was given; what was not taken up becomes so. Refuses WrongState, MayNotAnswer, LessThanBefore and
    ReasonMissing.
    """
    row = locked(contribution)
    asked = AnswerReview.objects.filter(answer__contribution=row).first()
    if asked is None:
        raise WrongState(f"Nadie ha pedido que se revise la respuesta a {row.code}.")
    review, held = locked(asked), require_role(by, row)
    if by.pk in (review.answered_by_id, row.participant and row.participant.user_id):
        raise MayNotAnswer("La respuesta la dio usted, o el aporte es suyo: la revisa otra persona.")
    if review.state != R.ASKED:
        raise WrongState(f"La revisión ya terminó: «{review.get_state_display().lower()}».")
    answer = review.answer
    if outcome not in NO_LESS[Outcome(answer.outcome)]:
        raise LessThanBefore("La revisión no puede acoger menos que la respuesta.", fields={"outcome": ["Elija otra."]})
    require_reason(decision)
    review.outcome, review.decision, review.office = outcome, decision.strip(), held.label
    review.decided_at, review.decided_by = at, by
    fields, data = ("outcome", "decision", "office", "decided_at", "decided_by"), {"outcome": str(outcome)}
    if outcome == answer.outcome:
        transition(review, "answer_review.upheld", R.UPHELD, by=by, at=at, data=data, fields=fields)
        words = "Se mantiene"
    else:
        transition(review, "answer_review.changed", R.CHANGED, by=by, at=at, data=data, fields=fields)
        words = f"Cambia a «{Outcome(outcome).label}»"
    if row.state == S.NOT_TAKEN_UP and outcome != Outcome.NO:
        transition(row, "contribution.taken_up_on_review", S.TAKEN_UP, by=by, at=at, data=data)
    record(kind=CONTRIBUTION, subject_id=row.pk, step="revisada", at=at, process=row.agenda.trace_process, words=words)
    telling.tell_reviewed(contribution=row, review=review, at=at)
    return review


def withdraw(rows: Collection[Contribution], at: datetime) -> None:
    """Erase what the authors of erased contributions wrote to ask, and end reviews that were not decided."""
    for asked in AnswerReview.objects.filter(answer__contribution__in=rows).order_by("pk"):
        review = locked(asked)
        review.reason = ""
        if review.state == R.ASKED:
            transition(review, "answer_review.withdrawn", R.WITHDRAWN, by=None, at=at, fields=("reason",))
        else:
            review.save(update_fields=["reason"])
