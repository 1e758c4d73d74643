"""Words, states and limits of what citizens found of a commitment."""

from datetime import timedelta

from django.db.models import TextChoices

from accounts.permissions import Permission
from cocreation.contributions.choices import CONTACTS_KEPT
from core.process.steps import Process, Step
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

SIGHTING = "sighting"  # kind of receipts
SHORTEST, LONGEST, LONGEST_ANSWER, LONGEST_REASON = 10, 600, 2000, 500  # characters
MODERATION_DAYS, ANSWER_DAYS = 2, 15  # working days
HOURLY = 10  # from one network
UNREAD_KEPT: timedelta = CONTACTS_KEPT  # texts that nobody may read, since it was decided


class Finding(TextChoices):
    YES = "si", "Sí, lo vi"
    PARTLY = "en_parte", "Lo vi en parte"
    NO = "no", "No lo encontré"


class SightingState(TextChoices):
    IN_MODERATION = "en_moderacion", "En moderación"
    PUBLISHED = "publicado", "Espera respuesta"
    ANSWERED = "respondido", "Respondido"
    DECLINED = "no_publicado", "No publicado"
    TRANSFERRED = "trasladado", "Trasladado a PQRSD"
    WITHDRAWN = "retirado", "Retirado"


class Party(TextChoices):
    MODERATOR = "moderator", "Moderación"
    OFFICE = "office", "Dependencia responsable"


S = SightingState
PUBLIC = (S.PUBLISHED, S.ANSWERED)  # counted, and read by anybody
MODERATION, OFFICE, AUTHOR = "Moderación", "Dependencia responsable", "Quien lo escribió"
PROCESS = Process(
    title="What a citizen found of a commitment",
    states=S,
    initial=S.IN_MODERATION,
    steps=(
        Step(S.IN_MODERATION, S.PUBLISHED, "sighting.published", MODERATION, "Cumple las reglas.", in_time=False),
        Step(S.IN_MODERATION, S.DECLINED, "sighting.declined", MODERATION,
             "Rompe una de las reglas publicadas.", in_time=False),
        Step(S.IN_MODERATION, S.TRANSFERRED, "sighting.transferred", MODERATION,
             "Es una petición: pasa al canal PQRSD, con dependencia, fecha y número.", in_time=False),
        Step(S.PUBLISHED, S.ANSWERED, "sighting.answered", OFFICE, "Responde en público.", in_time=False),
        *(Step(state, S.DECLINED, "sighting.taken_down", MODERATION,
               "Lo retira de lo público, por una de las reglas.", in_time=False) for state in PUBLIC),
        *(Step(state, S.WITHDRAWN, "sighting.withdrawn", AUTHOR, "Lo retira: su texto se borra.", in_time=False)
          for state in S if state != S.WITHDRAWN),
    ),
    waits_for={S.IN_MODERATION: Party.MODERATOR, S.PUBLISHED: Party.OFFICE},
    terms={S.IN_MODERATION: MODERATION_DAYS, S.PUBLISHED: ANSWER_DAYS},
)  # fmt: skip

# Labels of this app's actions in the audit log.
ACTS = {
    "sighting.answered": "Relato de un compromiso respondido",
    "sighting.corrected": "Relato de un compromiso corregido por su autor",
    "sighting.declined": "Relato de un compromiso no publicado",
    "sighting.forgotten": "Texto de un relato borrado al año de decidir no mostrarlo",
    "sighting.photo_removed": "Foto de un relato borrada",
    "sighting.published": "Relato de un compromiso publicado",
    "sighting.received": "Relato de un compromiso recibido",
    "sighting.taken_down": "Relato de un compromiso retirado de lo público",
    "sighting.transferred": "Relato de un compromiso trasladado a PQRSD",
    "sighting.withdrawn": "Relato de un compromiso retirado por su autor",
}
ACT_DETAILS = {"finding": "qué encontró", "rule": "regla", "office": "dependencia", "photo": "foto"}

SIGHTINGS = NotificationKind(
    "sightings", "Cuentan qué vieron de un compromiso", DeliveryMode.AT_ONCE, position=430,
    permissions=(Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK),
)  # fmt: skip
_CODE = Placeholder("codigo", "el código del compromiso", "CO-12", True)
CAME = notice_text(
    "followup", "sighting-came", SIGHTINGS, "Llega un relato y no esperaba ninguno", "quienes moderan.", _CODE
)
TO_ANSWER = notice_text(
    "followup", "sighting-to-answer", SIGHTINGS, "Se publica un relato y espera respuesta",
    "la dependencia responsable del compromiso.", _CODE,
    Placeholder("dia", "hasta cuándo se responde", "29 de marzo de 2027", True),
)  # fmt: skip
LATE = notice_text(
    "followup", "sighting-late", SIGHTINGS, "Hay relatos con el término vencido",
    "quienes moderan y quienes responden, a lo sumo una vez al día.",
    Placeholder("cuantos", "cuántos son", "2 relatos por moderar", True),
)  # fmt: skip
NOTICE_TEXTS = (CAME, TO_ANSWER, LATE)
