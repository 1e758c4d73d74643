"""Receiving a message, publishing it with its answer or declining it, and telling who wrote it."""

import logging
from datetime import datetime
from secrets import choice

from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions.notifications import notify
from accounts.choices import NotificationKind
from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of, people_who
from citizens import tasks
from citizens.choices import ADDRESS_KEPT, DeclineRule, FeedbackKind, FeedbackState, ResultMail
from citizens.models import Feedback
from citizens.queries.feedback import received_as
from citizens.queries.topics import Topic
from core import audit
from core.refusals import Refusal
from mail.actions.handover import MailDelayed, MailRefused, compose, hand_over, server

logger = logging.getLogger(__name__)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike


class MayNotAnswer(Refusal):
    pass


class AlreadyClosed(Refusal):
    """Somebody else attended it meanwhile, or it is not in the state that the act needs."""


class AlreadyReceived(Refusal):
    """The same form brought the same message before: `feedback` is the one that stands."""

    def __init__(self, feedback: Feedback):
        super().__init__("Esta opinión ya se recibió.")
        self.feedback = feedback


@transaction.atomic
def receive(
    *, topic: Topic, kind: FeedbackKind, text: str, email: str, at: datetime, form_sha256: str | None = None
) -> Feedback:
    """Keep a message that waits for its answer, and tell those who may answer it. `email` may be empty.

    Refuses AlreadyReceived where a message with the same `form_sha256` stands, also one that comes at the same moment.
    """
    try:
        with transaction.atomic():
            feedback = Feedback.objects.create(
                code="-".join("".join(choice(LETTERS) for _ in range(4)) for _ in range(4)),
                form_sha256=form_sha256, topic=topic.key, title=topic.title, path=topic.path,
                municipality=topic.municipality, kind=kind, text=text.strip(), email=email.strip(), received_at=at,
            )  # fmt: skip
    except IntegrityError:
        standing = received_as(form_sha256) if form_sha256 else None
        if standing is None:
            raise
        raise AlreadyReceived(standing) from None
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
    """Mail the person who wrote a message what became of it, forget the address, and tell whether the mail left now.

    The row is claimed and committed before the message is handed over: whoever comes second finds nothing to do, and what
    a process that dies half-way leaves behind keeps its address until a person decides (`send_result_again`). Raises
    MailDelayed when it may be tried again.
    """
    feedback = Feedback.objects.to_be_told().filter(pk=feedback_id).first()
    if feedback is None:
        return False
    message = compose(
        to=feedback.email, subject=f"Su opinión sobre {feedback.title}: {feedback.get_state_display().lower()}",
        template="citizens/mail/answer", context={"feedback": feedback},
    )  # fmt: skip
    with server() as connection:
        # Of the state that the message tells: one that was withdrawn meanwhile is told with the next turn.
        rows = Feedback.objects.to_be_told().filter(pk=feedback_id, state=feedback.state, closed_at=feedback.closed_at)
        if not rows.update(result_mail=ResultMail.CLAIMED, claimed_at=at):
            return False
        try:
            hand_over(message, connection)
        except MailDelayed:
            _settle_result(feedback_id, at, result_mail=ResultMail.WAITING)
            raise
        except MailRefused as refusal:
            logger.warning("mail about feedback %s is not accepted: %s", feedback_id, refusal)
            _settle_result(feedback_id, at, result_mail=ResultMail.REFUSED, email="")
            return False
        _settle_result(feedback_id, at, result_mail=ResultMail.SENT, email="")
    return True


def _settle_result(feedback_id: int, claimed_at: datetime, **fields) -> None:
    """Write what became of the mail, unless its address was forgotten or it was let leave again meanwhile."""
    rows = Feedback.objects.filter(pk=feedback_id, result_mail=ResultMail.CLAIMED, claimed_at=claimed_at)
    rows.update(claimed_at=None, **fields)


@transaction.atomic
def send_result_again(*, feedback_id: int, by: User, at: datetime) -> bool:
    """Let the mail leave again that was claimed more than an hour ago and never settled; tell whether it still was so.

    It may arrive twice.
    """
    rows = Feedback.objects.unsettled(at).filter(pk=feedback_id)
    if not rows.update(result_mail=ResultMail.WAITING, claimed_at=None):
        return False
    audit.record(by=by, verb="mail.sent_again", target=Feedback(pk=feedback_id), at=at)
    tasks.enqueue_result(feedback_id)
    return True


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Delete the addresses of messages older than 180 days, answered or not, with the mails that wait; return how many."""
    rows = Feedback.objects.exclude(email="").filter(received_at__lte=at - ADDRESS_KEPT)
    return rows.update(email="", result_mail=ResultMail.NONE, claimed_at=None)


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
    # A mail that is leaving just now is left alone: it is settled by who claimed it.
    is_told = bool(feedback.email) and feedback.result_mail != ResultMail.CLAIMED
    if is_told:
        feedback.result_mail = ResultMail.WAITING
    fields = ["state", "answer", "rule", "reason", "answered_as", "closed_by", "closed_at"]
    feedback.save(update_fields=[*fields, *(["result_mail"] if is_told else [])])
    data = {"topic": feedback.topic} | ({"rule": feedback.rule} if feedback.rule else {})
    audit.record(by=by, verb=verb, target=feedback, at=at, data=data, reason=feedback.reason)
    if is_told:
        tasks.enqueue_result(feedback.pk)
    return feedback
