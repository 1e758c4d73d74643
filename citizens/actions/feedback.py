"""Receiving a message, publishing it with its answer or declining it, and telling who wrote it."""

import logging
from datetime import datetime
from secrets import choice

from django.db import transaction
from django.urls import reverse

from accounts.actions.mail import MailDelayed, MailRefused, compose, hand_over, server
from accounts.actions.notifications import notify
from accounts.choices import NotificationKind
from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of, people_who
from citizens import tasks
from citizens.choices import ADDRESS_KEPT, DeclineRule, FeedbackKind, FeedbackState
from citizens.models import Feedback
from citizens.queries.topics import Topic
from core import audit
from core.refusals import Refusal

logger = logging.getLogger(__name__)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike


class MayNotAnswer(Refusal):
    pass


class AlreadyClosed(Refusal):
    """Somebody else attended it meanwhile, or it is not in the state that the act needs."""


@transaction.atomic
def receive(*, topic: Topic, kind: FeedbackKind, text: str, email: str, at: datetime) -> Feedback:
    """Keep a message that waits for its answer, and tell those who may answer it. `email` may be empty."""
    feedback = Feedback.objects.create(
        code="-".join("".join(choice(LETTERS) for _ in range(4)) for _ in range(4)),
        topic=topic.key, title=topic.title, path=topic.path, municipality=topic.municipality, kind=kind, text=text.strip(),
        email=email.strip(), received_at=at,
    )  # fmt: skip
    audit.record(
        by=None, verb="feedback.received", target=feedback, at=at, data={"topic": topic.key, "kind": str(kind)}
    )
    notify(
        to=[person.pk for person in people_who(Permission.ANSWER_FEEDBACK, topic.municipality)],
        kind=NotificationKind.OTHER,
        key=f"feedback:{feedback.pk}",
        title=f"Llegó una opinión: {topic.title}",
        body="Publíquela con su respuesta, o diga por qué no se publica.",
        url=reverse("citizens:feedback-attend", args=[feedback.code]),
        at=at,
    )
    return feedback


@transaction.atomic
def answer(*, feedback: Feedback, text: str, by: User, at: datetime) -> Feedback:
    """Publish the message with the answer of the office that `by` holds; who wrote it is told by mail.

    Refuses who holds no office that answers it, and messages that do not wait.
    """
    feedback, office = _locked(feedback, by, FeedbackState.WAITING)
    feedback.state, feedback.answer = FeedbackState.ANSWERED, text.strip()
    return _close(feedback, office, by, at, verb="feedback.answered")


@transaction.atomic
def decline(*, feedback: Feedback, rule: DeclineRule, reason: str, by: User, at: datetime) -> Feedback:
    """Do not publish the message, by one of the published rules and with the reason; who wrote it is told by mail.

    Refuses like `answer`.
    """
    feedback, office = _locked(feedback, by, FeedbackState.WAITING)
    feedback.state, feedback.rule, feedback.reason = FeedbackState.DECLINED, rule, reason.strip()
    return _close(feedback, office, by, at, verb="feedback.declined")


@transaction.atomic
def withdraw(*, feedback: Feedback, rule: DeclineRule, reason: str, by: User, at: datetime) -> Feedback:
    """Take a published message off the public pages, where what the rules forbid was seen too late. Refuses like `answer`."""
    feedback, office = _locked(feedback, by, FeedbackState.ANSWERED)
    feedback.state, feedback.rule, feedback.reason = FeedbackState.DECLINED, rule, reason.strip()
    return _close(feedback, office, by, at, verb="feedback.withdrawn")


def send_result(*, feedback_id: int, at: datetime) -> bool:
    """Mail who wrote a message what became of it, forget the address, and tell whether the mail left now.

    Taking the address off the row is the claim: whoever comes second finds none, and a process that dies half-way sends
    none rather than two. Raises MailDelayed when it may be tried again; the address is then back.
    """
    feedback = Feedback.objects.to_be_told().filter(pk=feedback_id).first()
    if feedback is None:
        return False
    message = compose(
        to=feedback.email, subject=f"Su opinión sobre {feedback.title}: {feedback.get_state_display().lower()}",
        template="answer", context={"feedback": feedback}, app="citizens",
    )  # fmt: skip
    with server() as connection:
        if not Feedback.objects.to_be_told().filter(pk=feedback_id).update(email=""):
            return False
        try:
            hand_over(message, connection)
        except MailDelayed:
            Feedback.objects.filter(pk=feedback_id).update(email=feedback.email)
            raise
        except MailRefused as refusal:
            logger.warning("mail about feedback %s is not accepted: %s", feedback_id, refusal)
            return False
    return True


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Delete the addresses of messages older than 180 days, answered or not; return how many."""
    return Feedback.objects.exclude(email="").filter(received_at__lte=at - ADDRESS_KEPT).update(email="")


def _locked(feedback: Feedback, by: User, state: FeedbackState) -> tuple[Feedback, str]:
    row = Feedback.objects.select_for_update().get(pk=feedback.pk)
    office = _office_of(by, row)
    if row.state != state:
        raise AlreadyClosed(f"Otra persona ya atendió esta opinión: {row.get_state_display().lower()}.")
    return row, office


def _office_of(by: User, feedback: Feedback) -> str:
    """Return the office as which the person answers: that of the municipality before the metropolitan one."""
    held = [h for h in holdings_of(by) if allows([h], Permission.ANSWER_FEEDBACK, feedback.municipality_id)]
    # Without a municipality only the whole area may answer: one municipality does not speak for the portal.
    able = [h for h in held if feedback.municipality_id or h.role.is_metropolitan]
    if not able:
        raise MayNotAnswer("Su rol no le permite atender esta opinión.")
    return max(able, key=lambda h: h.municipality_id is not None).label


def _close(feedback: Feedback, office: str, by: User, at: datetime, *, verb: str) -> Feedback:
    feedback.answered_as, feedback.closed_by, feedback.closed_at = office, by, at
    feedback.save(update_fields=["state", "answer", "rule", "reason", "answered_as", "closed_by", "closed_at"])
    data = {"topic": feedback.topic} | ({"rule": feedback.rule} if feedback.rule else {})
    audit.record(by=by, verb=verb, target=feedback, at=at, data=data, reason=feedback.reason)
    if feedback.email:
        tasks.enqueue_result(feedback.pk)
    return feedback
