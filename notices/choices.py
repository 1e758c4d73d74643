"""How the portal tells people things: the kinds of notification, which the apps above register when they start."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices

# Version of the personal data notice (templates/notices/components/data_notice.html). Raise it whenever the text changes.
DATA_NOTICE_VERSION = "1"
# A mail of its own that could not leave for so long comes too late; what is still unread goes into the weekly digest.
MAIL_WAITS = timedelta(days=2)
NEWS_WAIT = timedelta(days=7)  # a mail that could not leave for so long tells nothing new
CONFIRM_WITHIN = timedelta(days=7)
KIND_LENGTH = 20  # letters of the name of a kind of notification
TOPIC_KEY_LENGTH, TOPIC_TITLE_LENGTH = 120, 200
PORTAL, MUNICIPALITY = "portal", "municipality"  # kinds of topic; apps above register more


class DeliveryMode(TextChoices):
    """How a person learns of a kind of notification; the portal itself shows all of them."""

    AT_ONCE = "at_once", "Correo al momento"
    DIGEST = "digest", "Resumen semanal"
    PORTAL = "portal", "Solo en el portal"


@dataclass(frozen=True)
class NotificationKind:
    """What a notification is about; each person decides by kind how to learn of it. `name` stands in the rows.

    `position`: the page of preferences is in this order.
    """

    name: str
    label: str
    usual_delivery: DeliveryMode
    position: int

    def __str__(self) -> str:
        return self.name


# Filled by AppConfig.ready() of the apps above; system checks refuse two of one name.
NOTIFICATION_KINDS: list[NotificationKind] = []
OTHER = NotificationKind("other", "Otros avisos", DeliveryMode.DIGEST, position=1000)  # for what has no kind of its own


def register(*kinds: NotificationKind) -> None:
    NOTIFICATION_KINDS.extend(kinds)


def notification_kinds() -> list[NotificationKind]:
    """Return the registered kinds in their order."""
    return sorted(NOTIFICATION_KINDS, key=lambda kind: (kind.position, kind.name))


class MailKind(TextChoices):
    """The mails that leave through the outbox; the names stand in its rows."""

    NOTICE = "notice", "Aviso"
    DIGEST = "digest", "Aviso"
    NEWS = "news", "Suscripción"  # to followers, and the question whether they want to be


# What the log calls the acts of this app.
ACTS = {
    "subscription.confirmed": "Suscripción por correo confirmada",
    "subscription.ended": "Suscripción por correo terminada",
    "user.chose_notices": "Preferencias de avisos",
}
