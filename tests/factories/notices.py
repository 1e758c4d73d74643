"""Telling people something, and one plain factory for what they are told or follow; what a test does not say is ordinary."""

from datetime import datetime
from itertools import count

from django.utils import timezone

from accounts.models import User
from diagnostics.assessments.choices.notifications import DEADLINE
from mail.choices import State
from mail.models import Outbox
from notices.actions import notifications
from notices.choices import OTHER, DeliveryMode, MailKind, NotificationKind, notification_kinds
from notices.models import Delivery, Notification, Subscription
from territory.models import Municipality
from tests.factories.diagnostics import AT
from tests.factories.outbox import make_mail

_numbers = count(1)


def make_notification(
    user: User, *, at: datetime, mail: State | None = None, claimed_at: datetime | None = None, **fields
) -> Notification:
    """An unread notification that leaves no mail; with `mail`, one with a mail of its own in that state."""
    number = next(_numbers)
    if mail:
        fields["delivery"] = DeliveryMode.AT_ONCE
    values = {"kind": OTHER.name, "key": f"hecho-{number}", "title": f"Aviso {number}", "url": "/cuenta/"}
    notification = Notification.objects.create(user=user, created_at=at, **values | fields)
    if mail:
        make_mail(MailKind.NOTICE, notification.pk, at=at, state=mail, moment=claimed_at)
    return notification


def state_of(notification: Notification) -> str:
    """Where the mail that tells it stands; how it will be told, where no mail does."""
    notification.refresh_from_db()
    own = Outbox.objects.filter(key=f"{MailKind.NOTICE}:{notification.pk}").first()
    mail = own if notification.delivery == DeliveryMode.AT_ONCE else notification.digest
    return mail.state if mail else notification.delivery


def usual_deliveries() -> dict[NotificationKind, DeliveryMode]:
    return {kind: kind.usual_delivery for kind in notification_kinds() if not kind.permissions}


def tell(*people: User, at, **fields) -> int:
    values = {
        "kind": DEADLINE, "key": "plazo:1:7", "title": "Quedan 7 días hábiles", "body": "Faltan 12 respuestas.",
        "url": "/diagnostico/ciclo/aqui/",
    }  # fmt: skip
    return notifications.notify(to=[person.pk for person in people], at=at, **values | fields)


def make_subscription(*places: Municipality, at: datetime = AT, **fields) -> Subscription:
    """A confirmed subscription to some municipalities; to none of them, to the whole valley."""
    values = {"email": f"vecina{next(_numbers)}@correo.example", "asked_at": at, "confirmed_at": at}
    row = Subscription.objects.create(**{"whole_valley": not places} | values | fields)
    row.municipalities.set(places)
    return row


def make_question(*places: Municipality, at: datetime | None = None, **fields) -> str:
    """The token of a question that was mailed to an address which did not confirm yet."""
    at = at or timezone.now()
    token = f"token-{next(_numbers)}"
    row = make_subscription(*places, at=at, confirmed_at=None, **fields)
    Delivery.objects.create(subscription=row, created_at=at, token_sha256=Delivery.hash_of(token))
    return token
