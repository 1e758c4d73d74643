"""States of agreed items, and their words."""

from django.db.models import TextChoices

from accounts.permissions import Permission
from core.process.steps import Process, Step
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

LONGEST_TITLE, SHORTEST_TEXT, LONGEST_TEXT, LONGEST_REASON = 120, 20, 4000, 500  # characters
AGREEMENT = "agreement"  # kind of the trace


class ItemState(TextChoices):
    DRAFT = "borrador", "En redacción"
    OPEN = "abierto", "Abierto a la aceptación"
    AGREED = "acordado", "Acordado"
    DROPPED = "descartado", "Descartado"


class ItemParty(TextChoices):
    WRITERS = "writers", "Quienes lo redactan"
    MUNICIPALITIES = "municipalities", "Alcaldías de los municipios"


WRITERS = "Dependencias y facilitación"
PROCESS = Process(
    title="An agreed item",
    states=ItemState,
    initial=ItemState.DRAFT,
    steps=(
        Step(ItemState.DRAFT, ItemState.OPEN, "item.opened", "Facilitación", "Su texto está listo para que lo acepten."),
        Step(ItemState.OPEN, ItemState.DRAFT, "item.reopened", "Facilitación", "Hay que cambiar el texto, con su razón."),
        Step(ItemState.OPEN, ItemState.AGREED, "item.agreed", "Facilitación",
             "Al menos un municipio aceptó el texto que está; se dice quién no."),
        Step(ItemState.DRAFT, ItemState.DROPPED, "item.dropped", "Facilitación", "No sigue, con su razón."),
        Step(ItemState.OPEN, ItemState.DROPPED, "item.dropped", "Facilitación", "No sigue, con su razón."),
    ),
    waits_for={ItemState.DRAFT: ItemParty.WRITERS, ItemState.OPEN: ItemParty.MUNICIPALITIES},
)  # fmt: skip

TRACE_STEPS = {
    "abierto": "Abierto a la aceptación",
    "cambiado": "Texto cambiado",
    "acordado": "Acordado",
    "descartado": "Descartado",
    "compromiso": "Compromiso",
}

# Labels of this app's actions in the audit log.
ACTS = {
    "item.accepted": "Acuerdo aceptado por un municipio",
    "item.agreed": "Acuerdo cerrado",
    "item.drafted": "Acuerdo escrito",
    "item.dropped": "Acuerdo descartado",
    "item.opened": "Acuerdo abierto a la aceptación",
    "item.rejected": "Acuerdo no aceptado por un municipio",
    "item.reopened": "Acuerdo devuelto a redacción",
    "item.rewritten": "Texto de un acuerdo cambiado",
}
ACT_DETAILS = {"item_version": "versión", "accepted": "aceptaron", "sources": "aportes de los que viene"}

ACCEPTING = NotificationKind(
    "agreement",
    "Acuerdos que esperan lo que diga su municipio",
    DeliveryMode.AT_ONCE,
    position=630,
    permissions=(Permission.ACCEPT_AGREEMENTS,),
)
ITEM_TOLD = notice_text(
    "cocreation", "agreement-open", ACCEPTING, "Acuerdo por aceptar", "quienes hablan por una alcaldía del acuerdo.",
    Placeholder("codigo", "el código del acuerdo", "AC-01", True),
    Placeholder("titulo", "el título del acuerdo", "Caminos al colegio"),
    Placeholder("agenda", "el nombre de la agenda", "Moverse y convivir en el valle"),
)  # fmt: skip
