"""Messages between municipality and review about one answer, until a decision closes the conversation."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.process.transitions import locked, require_state, require_time
from core.refusals import Refusal
from diagnostics.assessments.choices import REPLYING, Party, State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.review_messages import key_of
from diagnostics.review.actions.reviews import require_impartial
from diagnostics.review.choices.notifications import MESSAGE_OF_PLACE, MESSAGE_OF_REVIEW
from diagnostics.review.models import AnswerReview, Message, ReplyDecision
from notices.actions.notifications import mark_seen, tell
from territory.models import Municipality

OPEN_IN = {State.IN_REVIEW, State.CLARIFICATION} | REPLYING


class ConversationClosed(Refusal):
    """There is no such answer, or its reply was decided."""


@transaction.atomic
def say(*, assessment: Assessment, question: str, party: Party, text: str, by, at: datetime) -> Message:
    """Add a message to the conversation about an answer, and tell the other side.

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
    message = write(assessment, answer, party, text, by, at)
    _tell_the_other_side(assessment, question, message, at)
    return message


def opened(*, assessment: Assessment, question: str, by, at: datetime) -> None:
    """The person sees the conversation: its messages no longer wait to be read."""
    mark_seen(about=key_of(assessment, question), by=by, at=at)


def _tell_the_other_side(assessment: Assessment, question: str, message: Message, at: datetime) -> None:
    place = [assessment.round.code, assessment.municipality.slug, question]
    if message.party == Party.REVIEW:
        people = {person.pk for person in readers_in(assessment.municipality)}
        text, page = MESSAGE_OF_REVIEW, "review:outcome-answer"
    else:
        people = _reviewers_of(assessment, message)
        text, page = MESSAGE_OF_PLACE, "review:case"
    tell(
        to=people - {message.written_by_id}, text=text, key=f"{key_of(assessment, question)}{message.pk}",
        values={"municipio": str(assessment.municipality), "pregunta": question}, url=reverse(page, args=place), at=at,
    )  # fmt: skip


def readers_in(municipality: Municipality) -> list[User]:
    """Return who is told there of what the review writes: those who answer or, where nobody does, the mayor's office."""
    answering = people_who(Permission.FILL_ANSWERS, municipality)
    return answering or people_who(Permission.SIGN_ASSESSMENT, municipality)


def _reviewers_of(assessment: Assessment, message: Message) -> set[int]:
    """Those who marked the answer or wrote about it and may still read it; all who review where there are none."""
    everybody = {person.pk for person in people_who(Permission.REVIEW_ANSWERS, assessment.municipality)}
    marked = AnswerReview.objects.filter(answer=message.answer_id).values_list("marked_by", flat=True)
    wrote = Message.objects.filter(answer=message.answer_id, party=Party.REVIEW).values_list("written_by", flat=True)
    return ({*marked, *wrote} & everybody) or everybody


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
