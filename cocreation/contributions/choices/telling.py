"""Mails and notifications to people who took part, and to the offices that answer."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.safestring import mark_safe

from accounts.permissions import Permission
from core.versioned_text.registry import MAILS, Address, Block, Placeholder, RegisteredText
from notices.choices import DeliveryMode, NotificationKind, notice_text

TOLD_WAITS = timedelta(days=7)  # after this time a mail is dropped
DIGEST_WAITS = timedelta(days=4)
MOST_GROUPS = 40  # of one digest


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    CODE = "cocreation-code", "Código para participar"
    AUTHOR = "contribution", "Aporte"
    TEXT_CHANGED = "supported_text", "Apoyo"
    SUPPORT_MOVED = "support_moved", "Apoyo"
    MERGE = "merge_question", "Unión de aportes"
    DIGEST = "agenda_digest", "Resumen de una agenda"


ANSWERING = NotificationKind(
    "contribution_answer",
    "Aportes que esperan la respuesta de su dependencia",
    DeliveryMode.AT_ONCE,
    position=610,
    permissions=(Permission.ANSWER_CONTRIBUTIONS,),
)
OWN = NotificationKind("own_contribution", "Qué pasó con sus aportes", DeliveryMode.AT_ONCE, position=620)

_CODE = Placeholder("codigo", "el código del aporte", "ID-0147")
_AGENDA = Placeholder("agenda", "el nombre de la agenda", "Moverse y convivir en el valle")
_PAGE = Placeholder("direccion", "la página del aporte", Address("https://portal.example/agendas/"), True)
_LEAVE = Placeholder(
    "salir", "la dirección para no recibir más el resumen", Address("https://portal.example/salir/"), True
)  # fmt: skip
_EVENTS = Block(
    "ID-0147 Camino seguro al colegio\n  En análisis, 26 de abril",
    mark_safe("<p>ID-0147 Camino seguro al colegio: En análisis, 26 de abril</p>"),
)

# Texts of this app that people may edit.
TEXTS = (
    RegisteredText(
        key="mail-contribution",
        name="Qué pasó con un aporte",
        group=MAILS,
        used_in="Lo recibe quien lo escribió, si dejó su correo, cuando se publica, no se publica, se traslada o se responde.",
        default="cocreation/texts/contribution.txt",
        placeholders=(
            _CODE,
            Placeholder("que_paso", "qué pasó, en pocas palabras", "Se publicó"),
            _AGENDA,
            Placeholder(
                "mensaje", "la regla, la razón o la respuesta, de uno o varios párrafos",
                Block("Ya lo puede leer cualquiera.", mark_safe("<p>Ya lo puede leer cualquiera.</p>")), True,
            ),
            _PAGE,
        ),
    ),
    RegisteredText(
        key="mail-supported-text",
        name="Cambió un texto apoyado",
        group=MAILS,
        used_in="Lo recibe quien apoyó un aporte y dejó su correo, cuando cambia el texto.",
        default="cocreation/texts/supported_text.txt",
        placeholders=(_CODE, _AGENDA, _PAGE),
    ),
    RegisteredText(
        key="mail-support-moved",
        name="Un apoyo pasó a un texto unido",
        group=MAILS,
        used_in="Lo recibe quien apoyó un aporte que se unió con otros, si dejó su correo.",
        default="cocreation/texts/support_moved.txt",
        placeholders=(
            Placeholder("antes", "el código del aporte que apoyó", "ID-0163"), _CODE, _AGENDA, _PAGE,
        ),
    ),
    RegisteredText(
        key="mail-merge-question",
        name="Pregunta para unir aportes",
        group=MAILS,
        used_in="Lo recibe quien escribió un aporte que la facilitación quiere unir con otros.",
        default="cocreation/texts/merge_question.txt",
        placeholders=(
            _CODE, _AGENDA, Placeholder("razon", "por qué se propone", "Piden lo mismo en la misma calle."),
            Placeholder("hasta", "el último día para responder", "12 de mayo"),
            Placeholder("direccion", "la página de la pregunta", Address("https://portal.example/unir/"), True),
        ),
    ),
    RegisteredText(
        key="mail-agenda-digest",
        name="Resumen semanal de una agenda",
        group=MAILS,
        used_in="Lo recibe los lunes quien escribió, apoyó o comentó algo que tuvo novedades.",
        default="cocreation/texts/digest.txt",
        placeholders=(_AGENDA, Placeholder("novedades", "qué pasó con cada aporte", _EVENTS, True), _LEAVE),
    ),
)  # fmt: skip

OWN_TOLD = notice_text(
    "cocreation", "contribution", OWN, "Qué pasó con un aporte", "quien lo escribió con su cuenta.",
    _CODE, Placeholder("que_paso", "qué pasó, en pocas palabras", "Se publicó", True), _AGENDA,
)  # fmt: skip
TEXT_TOLD = notice_text(
    "cocreation", "supported-text", OWN, "Cambió un texto apoyado", "quien lo apoyó con su cuenta.",
    Placeholder("codigo", "el código del aporte", "ID-0147", True), _AGENDA,
)  # fmt: skip
MOVED_TOLD = notice_text(
    "cocreation", "support-moved", OWN, "Un apoyo pasó a un texto unido", "quien apoyó con su cuenta lo que se unió.",
    Placeholder("antes", "el código del aporte que apoyó", "ID-0163", True),
    Placeholder("codigo", "el código del texto unido", "ID-0170", True), _AGENDA,
)  # fmt: skip
MERGE_TOLD = notice_text(
    "cocreation", "merge-question", OWN, "Pregunta para unir aportes", "quien escribió uno con su cuenta.",
    Placeholder("codigo", "el código del aporte", "ID-0147", True), _AGENDA,
    Placeholder("hasta", "el último día para responder", "12 de mayo", True),
)  # fmt: skip
OFFICE_TOLD = notice_text(
    "cocreation", "contributions-to-answer", ANSWERING, "Aportes por responder", "quienes responden por su dependencia.",
    Placeholder("cuantos", "cuántos aportes esperan", "3 aportes", True), _AGENDA,
    Placeholder("hasta", "el primer término", "14 de mayo", True),
)  # fmt: skip
REVIEW_TOLD = notice_text(
    "cocreation", "answer-review", ANSWERING, "Piden revisar una respuesta",
    "quienes pueden responder el aporte, menos quien dio la respuesta.",
    Placeholder("codigo", "el código del aporte", "ID-0147", True), _AGENDA,
    Placeholder("hasta", "el término de la revisión", "14 de mayo", True),
)  # fmt: skip
NOTICE_TEXTS = (OWN_TOLD, TEXT_TOLD, MOVED_TOLD, MERGE_TOLD, OFFICE_TOLD, REVIEW_TOLD)
