"""Citizen feedback: receive, publish with an answer, decline, withdraw; the author is notified by mail."""

from datetime import datetime
from secrets import choice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of, people_who
from citizens.choices import ADDRESS_KEPT, OPINION_CAME, DeclineRule, FeedbackKind, FeedbackState, MailKind
from citizens.models import Feedback
from citizens.queries.feedback import received_as
from core import audit
from core.process import working_days
from core.process.transitions import locked, transition
from core.refusals import Refusal
from mail.actions import outbox
from notices.actions.notifications import tell
from notices.queries.topics import Topic, kind_of

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without look-alikes


def new_code() -> str:
    """Return a public number that nobody guesses."""
    return "-".join("".join(choice(LETTERS) for _ in range(4)) for _ in range(4))


class MayNotAnswer(Refusal):
    pass


class AlreadyClosed(Refusal):
    """The message is not in the state that the action requires: another person has handled it."""


class AlreadyReceived(Refusal):
    """The same form already delivered the same message: `feedback` is the stored one."""

    def __init__(self, feedback: Feedback):
        super().__init__("Esta opinión ya se recibió.")
        self.feedback = feedback


@transaction.atomic
def receive(
    *, topic: Topic, kind: FeedbackKind, text: str, email: str, at: datetime, form_sha256: str | None = None
) -> Feedback:
    """Store a message and notify those who may answer it. `email` may be empty.

    Refuses AlreadyReceived if a message with the same `form_sha256` exists, also under concurrent submission.
    Raises LookupError for a topic kind that no app registered.
    """
    kind_of(topic.key)
    try:
        with transaction.atomic():
            feedback = Feedback.objects.create(
                code=new_code(),
                form_sha256=form_sha256, topic=topic.key, title=topic.title, path=topic.path,
                municipality=topic.municipality, kind=kind, text=text.strip(), email=email.strip(), received_at=at,
                answer_by=working_days.add(timezone.localdate(at), settings.OPINION_ANSWER_DAYS),
            )  # fmt: skip
    except IntegrityError:
        standing = received_as(form_sha256) if form_sha256 else None
        if standing is None:
            raise
        raise AlreadyReceived(standing) from None
    audit.record(
        by=None, verb="feedback.received", target=feedback, at=at, data={"topic": topic.key, "kind": str(kind)}
    )
    tell(
        to=[person.pk for person in people_who(Permission.ANSWER_FEEDBACK, topic.municipality)],
        text=OPINION_CAME,
        values={"tema": topic.title},
        key=f"feedback:{feedback.pk}",
        url=reverse("citizens:feedback-attend", args=[feedback.code]),
        at=at,
    )
    return feedback


@transaction.atomic
def answer(*, feedback: Feedback, text: str, by: User, at: datetime) -> Feedback:
    """Publish the message with the answer of the office that `by` holds, and mail its author.

    Refuses users whose office may not answer it, and messages that are not waiting.
    """
    feedback, office = _locked(feedback, by, FeedbackState.WAITING)
    feedback.answer = text.strip()
    return _close(feedback, "feedback.answered", FeedbackState.ANSWERED, office, by, at)


@transaction.atomic
def decline(*, feedback: Feedback, rule: DeclineRule, reason: str, by: User, at: datetime) -> Feedback:
    """Decline publication, by one of the published rules and with a reason, and mail the author.

    Refuses like `answer`.
    """
    feedback, office = _locked(feedback, by, FeedbackState.WAITING)
    feedback.rule, feedback.reason = rule, reason.strip()
    return _close(feedback, "feedback.declined", FeedbackState.DECLINED, office, by, at)


@transaction.atomic
def withdraw(*, feedback: Feedback, rule: DeclineRule, reason: str, by: User, at: datetime) -> Feedback:
    """Take a published message off the public pages when it turns out to break a rule. Refuses like `answer`."""
    feedback, office = _locked(feedback, by, FeedbackState.ANSWERED)
    feedback.rule, feedback.reason = rule, reason.strip()
    return _close(feedback, "feedback.withdrawn", FeedbackState.DECLINED, office, by, at)


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Clear the mail addresses of messages older than ADDRESS_KEPT, answered or not; return how many."""
    rows = Feedback.objects.exclude(email="").filter(received_at__lte=at - ADDRESS_KEPT)
    return rows.update(email="")  # their pending mails are dropped on sending


def _locked(feedback: Feedback, by: User, state: FeedbackState) -> tuple[Feedback, str]:
    row = locked(feedback)
    office = _office_of(by, row)
    if row.state != state:
        raise AlreadyClosed(f"Otra persona ya atendió esta opinión: {row.get_state_display().lower()}.")
    return row, office


def _office_of(by: User, feedback: Feedback) -> str:
    """Return the label of the office in which the user answers; a municipal one goes before a metropolitan one."""
    held = [h for h in holdings_of(by) if allows([h], Permission.ANSWER_FEEDBACK, feedback.municipality_id)]
    # Without a municipality only metropolitan roles may answer: one municipality does not speak for the portal.
    able = [h for h in held if feedback.municipality_id or h.role.is_metropolitan]
    if not able:
        raise MayNotAnswer("Su rol no le permite atender esta opinión.")
    return max(able, key=lambda h: h.municipality_id is not None).label


def _close(feedback: Feedback, verb: str, target: FeedbackState, office: str, by: User, at: datetime) -> Feedback:
    feedback.answered_as, feedback.closed_by = office, by
    fields = ("answer", "rule", "reason", "answered_as", "closed_by")
    data = {"topic": feedback.topic} | ({"rule": feedback.rule} if feedback.rule else {})
    transition(feedback, verb, target, by=by, at=at, reason=feedback.reason, data=data, fields=fields)
    if feedback.email:  # one mail, composed from the state at the time of sending
        key = f"{MailKind.RESULT}:{feedback.pk}"
        outbox.enqueue(kind=MailKind.RESULT, subject_id=feedback.pk, key=key, at=at)
    return feedback
