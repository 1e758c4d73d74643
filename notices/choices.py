"""Kinds and delivery of notifications; the apps above register their kinds."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.safestring import mark_safe

from accounts.permissions import Permission
from core.versioned_text.registry import MAILS, NOTICES, Address, Block, Placeholder, RegisteredText

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

    `position`: sort key on the page of preferences. `permissions`: any one of them shows it there; with none, everybody sees it.
    """

    name: str
    label: str
    usual_delivery: DeliveryMode
    position: int
    permissions: tuple[Permission, ...] = ()

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


@dataclass(frozen=True, kw_only=True)
class NoticeText(RegisteredText):
    """What notifications of one event say, in the portal and, inside the text «mail-notification», by mail."""

    kind: NotificationKind
    group: str = NOTICES
    heading_label: str = "Título"
    is_plain: bool = True

    @property
    def part(self) -> str:
        return self.kind.label


def notice_text(
    folder: str, name: str, kind: NotificationKind, title: str, readers: str, *placeholders: Placeholder
) -> NoticeText:
    """Return the text whose default is the file `name` among the texts of the app whose templates are in `folder`.

    `title`: its name for people. `readers`: who reads it and when, as it stands after «para».
    """
    return NoticeText(
        key=f"notice-{name}", kind=kind, name=title, used_in=f"Para {readers}", placeholders=placeholders,
        default=f"{folder}/texts/notices/{name}.txt",
    )  # fmt: skip


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

_GREETING = Placeholder("saludo", "«Buen día», con el nombre de la persona si se conoce", "Buen día, Ana Ejemplo")
_FOLLOWS = Placeholder("que_sigue", "lo que sigue", "Todo el valle")
_LEAVE = Placeholder(
    "salir", "la dirección para salir y borrar el correo, distinta en cada envío", Address("https://portal.example/salir/"),
    True,
)  # fmt: skip
_PAGE = Address("https://portal.example/pagina/")

# Texts of this app that people may edit.
TEXTS = (
    RegisteredText(
        key="mail-notification",
        name="Aviso",
        group=MAILS,
        used_in="Lleva un aviso a quien eligió el correo al momento. Lo que dice cada aviso se cambia en «Avisos».",
        default="notices/texts/notification.txt",
        placeholders=(
            Placeholder("titulo", "el título del aviso", "Quedan 7 días hábiles", True),
            _GREETING,
            Placeholder(
                "mensaje", "el aviso, de uno o varios párrafos",
                Block("Faltan 4 respuestas.", mark_safe("<p>Faltan 4 respuestas.</p>")), True,
            ),
            Placeholder("direccion", "la dirección de la página del aviso", _PAGE, True),
        ),
    ),
    RegisteredText(
        key="mail-digest",
        name="Resumen de la semana",
        group=MAILS,
        used_in="Lo recibe cada lunes quien tiene avisos sin leer.",
        default="notices/texts/digest.txt",
        placeholders=(
            Placeholder("cuantos", "cuántos avisos trae", "1 aviso"),
            _GREETING,
            Placeholder(
                "avisos", "la lista de avisos, cada uno con su dirección",
                Block(
                    "* Quedan 7 días hábiles. 8 de marzo",
                    mark_safe("<ul><li>Quedan 7 días hábiles. 8 de marzo</li></ul>"),
                ),
                True,
            ),
        ),
    ),
    RegisteredText(
        key="mail-confirm",
        name="Confirmar una suscripción",
        group=MAILS,
        used_in="Llega al correo que alguien escribió para recibir novedades.",
        default="notices/texts/confirm.txt",
        placeholders=(_FOLLOWS, Placeholder("direccion", "la dirección para confirmar", _PAGE, True), _LEAVE),
    ),
    RegisteredText(
        key="mail-news",
        name="Novedades",
        group=MAILS,
        used_in="Lo recibe quien sigue el portal por correo cuando hay algo nuevo de lo que sigue.",
        default="notices/texts/news.txt",
        placeholders=(
            Placeholder("asunto", "qué se publicó", "Se publicaron los resultados"),
            Placeholder(
                "novedades", "qué cambió, en uno o varios párrafos",
                Block("Los de todos los municipios.", mark_safe("<p>Los de todos los municipios.</p>")), True,
            ),
            Placeholder("direccion", "la dirección de lo publicado", _PAGE, True),
            _FOLLOWS,
            _LEAVE,
        ),
    ),
)  # fmt: skip
