"""A mail server that fails as a test says, and mails that a process left half-way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import User
from citizens.choices import FeedbackState
from citizens.models import Feedback
from mail.choices import State
from mail.models import Outbox
from notices.choices import DeliveryMode
from notices.models import Delivery, News, Notification
from tests.factories.citizens import make_feedback
from tests.factories.notices import make_notification, make_subscription
from tests.factories.outbox import make_mail

FAULTY = f"{__name__}.Faulty"


class Faulty(EmailBackend):
    """A mail server that fails as the test says: when it is opened, or when it takes a message."""

    on_open: Exception | None = None
    on_send: Exception | None = None
    tried = 0
    messages: list[EmailMessage] = []

    def open(self) -> None:
        if Faulty.on_open:
            raise Faulty.on_open

    def send_messages(self, messages) -> int:
        Faulty.tried += 1
        Faulty.messages.extend(messages)
        if Faulty.on_send:
            raise Faulty.on_send
        return super().send_messages(messages)


class PutsOffOne(EmailBackend):
    """A mail server that asks to come back later for one address alone."""

    address = ""

    def send_messages(self, messages) -> int:
        if self.address in messages[0].to:
            raise SMTPRecipientsRefused({self.address: (452, b"mailbox full")})
        return super().send_messages(messages)


@dataclass(frozen=True)
class Unsettled:
    """What a mail of each kind is about that a process left claimed when it died, and those mails in this order."""

    notice: Notification
    digest: list[Notification]
    news: Delivery
    question: Delivery
    result: Feedback
    mails: list[Outbox]


def make_unsettled(person: User, *, at: datetime) -> Unsettled:
    """One mail of each kind, claimed at that moment, a second apart."""
    notice = make_notification(person, at=at, title="Quedan 7 días hábiles", delivery=DeliveryMode.AT_ONCE)
    digest = [make_notification(person, at=at) for _ in range(2)]
    told = News.objects.create(key=f"novedad:{at}", subject="Se publicaron los resultados", path="/", created_at=at)
    news, question = (
        Delivery.objects.create(
            subscription=make_subscription(at=at, **fields), news=about, created_at=at,
            token_sha256=Delivery.hash_of(f"token {about} {at}"),
        )
        for about, fields in ((told, {}), (None, {"confirmed_at": None}))
    )  # fmt: skip
    result = make_feedback(at=at, email="vecina@correo.example")
    Feedback.objects.filter(pk=result.pk).update(
        state=FeedbackState.DECLINED, rule="insult", reason="Insulta.", answered_as="Coordinación metropolitana",
        closed_by=person, state_since=at,
    )  # fmt: skip
    result.refresh_from_db()
    mails = [
        make_mail(kind, subject_id, at=at, state=State.CLAIMED, moment=at + timedelta(seconds=n))
        for n, (kind, subject_id) in enumerate(
            [
                ("notice", notice.pk),
                ("digest", person.pk),
                ("news", news.pk),
                ("news", question.pk),
                ("result", result.pk),
            ]
        )
    ]
    Notification.objects.filter(pk__in=[one.pk for one in digest]).update(
        delivery=DeliveryMode.DIGEST, digest=mails[1]
    )  # fmt: skip
    return Unsettled(notice, digest, news, question, result, mails)
