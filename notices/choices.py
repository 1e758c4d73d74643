"""Kinds and delivery of notifications; the apps above register their kinds."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices

# Version of the personal data notice (templates/notices/components/data_notice.html). Raise it whenever the text changes.
DATA_NOTICE_VERSION = "1"
# After this time a notification's own mail is dropped; if still unread, it goes into the weekly digest.
MAIL_WAITS = timedelta(days=2)
NEWS_WAIT = timedelta(days=7)  # after this time news by mail is dropped
CONFIRM_WITHIN = timedelta(days=7)
KIND_LENGTH = 20  # characters of the name of a kind of notification
TOPIC_KEY_LENGTH, TOPIC_TITLE_LENGTH = 120, 200
PORTAL, MUNICIPALITY = "portal", "municipality"  # kinds of topic; apps above register more


class DeliveryMode(TextChoices):
    """How a person is notified of a kind of event; the portal itself always shows all."""

    AT_ONCE = "at_once", "Correo al momento"
    DIGEST = "digest", "Resumen semanal"
    PORTAL = "portal", "Solo en el portal"


@dataclass(frozen=True)
class NotificationKind:
    """A kind of notification, with a delivery preference per person. `name` is stored in rows.

    `position`: sort key on the page of preferences.
    """

    name: str
    label: str
    usual_delivery: DeliveryMode
    position: int

    def __str__(self) -> str:
        return self.name


# Filled in AppConfig.ready of the apps above; system checks refuse duplicate names.
NOTIFICATION_KINDS: list[NotificationKind] = []
OTHER = NotificationKind(
    "other", "Otros avisos", DeliveryMode.DIGEST, position=1000
)  # for events without a kind of their own


def register(*kinds: NotificationKind) -> None:
    NOTIFICATION_KINDS.extend(kinds)


def notification_kinds() -> list[NotificationKind]:
    return sorted(NOTIFICATION_KINDS, key=lambda kind: (kind.position, kind.name))


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    NOTICE = "notice", "Aviso"
    DIGEST = "digest", "Aviso"
    NEWS = "news", "Suscripción"  # to followers, and the request to confirm


# Labels of this app's actions in the audit log.
ACTS = {
    "subscription.confirmed": "Suscripción por correo confirmada",
    "subscription.ended": "Suscripción por correo terminada",
    "user.chose_notices": "Preferencias de avisos",
}
