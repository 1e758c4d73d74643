"""Messages between municipality and review about one answer, until a decision closes the conversation."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.process.transitions import locked, require_state, require_time
from core.refusals import Refusal
from diagnostics.assessments.choices import REPLYING, Party, State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.review.actions.reviews import require_impartial
from diagnostics.review.models import Message, ReplyDecision

OPEN_IN = {State.IN_REVIEW, State.CLARIFICATION} | REPLYING


class ConversationClosed(Refusal):
    """There is no such answer, or its reply was decided."""


@transaction.atomic
def say(*, assessment: Assessment, question: str, party: Party, text: str, by, at: datetime) -> Message:
    """Add a message to the conversation about an answer.

    Refuses WrongState, DeadlinePassed, ConversationClosed; for the review also OwnMunicipality and NotDeclared.
    """
    assessment = locked(assessment)
    require_state(assessment, *OPEN_IN)
    require_time(assessment, at)
    if party == Party.REVIEW:
        require_impartial(assessment, by)
    answer = answer_of(assessment, question)
    if ReplyDecision.objects.filter(reply__answer=answer).exists():
        raise ConversationClosed(f"La decisión sobre {question} cerró la conversación.")
    return write(assessment, answer, party, text, by, at)


def write(assessment: Assessment, answer: Answer, party: Party, text: str, by, at: datetime) -> Message:
    """Write a message that is sent at once; the caller has locked the assessment."""
    message = Message.objects.create(
        answer=answer, party=party, text=text, written_at=at, written_by=by, sent_at=at
    )  # fmt: skip
    audit.record(by=by, verb="message.sent", target=answer, scope=assessment, at=at, data={"party": str(party)})
    return message


def answer_of(assessment: Assessment, question: str) -> Answer:
    """Return the declared answer to a question. Refuses ConversationClosed when there is none."""
    found = Answer.objects.self_assessed().filter(assessment=assessment, question__code=question).first()
    if found is None:
        raise ConversationClosed(f"{question} quedó sin respuesta: no hay sobre qué conversar.")
    return found
