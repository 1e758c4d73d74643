"""Who reads the board, and who its page of a town hall; what reminds of its dates; when followers are written to."""

from django.db.models import TextChoices

from accounts.permissions import Permission
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

BOARD = (Permission.VIEW_BOARD, Permission.APPROVE_MEASUREMENTS, Permission.MANAGE_COMMITMENTS)
TOWN_HALL = (Permission.WRITE_MEASUREMENTS, Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS)

# The parts of the work: label, address, and who may open it.
PARTS = (
    ("Mediciones", "indicators:measurement-list", (Permission.WRITE_MEASUREMENTS,)),
    ("Mediciones por aprobar", "indicators:measurement-queue", (Permission.APPROVE_MEASUREMENTS,)),
    ("Compromisos", "commitments:work-list", (
        Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS, Permission.MANAGE_COMMITMENTS, Permission.CLOSE_COMMITMENTS,
    )),
    ("Relatos de la gente", "sightings:queue", (Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK)),
    ("Actas", "minutes:minutes-list", BOARD),
    ("Metas", "indicators:target-list", (Permission.MANAGE_INDICATORS,)),
    ("Periodos", "indicators:period-list", (Permission.MANAGE_INDICATORS,)),
)  # fmt: skip
# Views for which the link of the menu is marked as where one is.
VIEWS = (
    "indicators:measurement-list", "indicators:measurement-write", "indicators:measurement-queue", "indicators:measurement-judge",
    "indicators:period-list", "indicators:period", "indicators:target-list", "indicators:target-edit",
    *(f"commitments:{name}" for name in (
        "work-list", "work", "new", "edit", "accept", "hand-over", "news", "milestone", "lowering", "change", "decide", "close",
    )),
    "sightings:queue", "sightings:work", "evidence:withhold", "minutes:minutes-list", "minutes:draft", "minutes:minutes",
)  # fmt: skip


class Asks(TextChoices):
    """What asks the metropolitan team for a decision, as the address of the board names it."""

    REASON = "razon", "Falta la razón pública"
    VALUE = "medicion", "Medición por aprobar"
    CHANGE = "cambio", "Cambio pedido"
    READING = "lectura", "Segunda lectura"
    EVIDENCE = "evidencia", "Evidencia nueva"


DUE_SOON = NotificationKind(
    "followup_due", "Se acerca una fecha del seguimiento", DeliveryMode.AT_ONCE, position=805,
    permissions=(Permission.WRITE_MEASUREMENTS, Permission.WRITE_COMMITMENTS, Permission.MANAGE_COMMITMENTS),
)  # fmt: skip
DUE_SOON_TOLD = notice_text(
    "followup", "followup-due", DUE_SOON, "Se acercan fechas del seguimiento",
    "quienes escriben mediciones y compromisos, 30, 7 y 1 días antes; un aviso al día con todas.",
    Placeholder("cuantos", "cuántos plazos", "2 plazos"),
    Placeholder(
        "plazos", "cada día con lo que vence",
        "Viernes 30 de octubre de 2026, quedan 7 días:\n• IND-03 PQRSD respondidas en término", True,
    ),
)  # fmt: skip

TOLD_WHEN = "Le escribimos cuando se apruebe o se corrija un valor de este indicador, y cuando cambie su ficha."
