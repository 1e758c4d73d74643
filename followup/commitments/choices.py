"""Words and limits of commitments."""

from enum import StrEnum

from django.db.models import TextChoices

from accounts.permissions import Permission
from core.versioned_text.registry import Placeholder
from followup.rules import states
from notices.choices import DeliveryMode, NotificationKind, notice_text

MOST_MILESTONES, MOST_MUNICIPALITIES, MOST_NUMBER = 6, 20, 9999
LONGEST_CODE, LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 20, 160, 2000, 1000  # characters
LONGEST_OFFICE, LONGEST_CONTACT = 200, 200
METROPOLITAN = "AM"  # in the codes of commitments that no single municipality answers for
TAKEN_CODES = ("datos", "de", "fechas.ics", "nuevo")  # what stands where a code would, and is no commitment


class Cadence(TextChoices):
    """How often news are expected."""

    MONTHLY = "mensual", "Cada mes"
    QUARTERLY = "trimestral", "Cada trimestre"


class OriginKind(TextChoices):
    """What a commitment was born from."""

    GAP = "brecha", "Una brecha del diagnóstico"
    AGREEMENT = "acuerdo", "Un acuerdo de una agenda"
    RECOMMENDATION = "recomendacion", "Una recomendación de asesoría"


class State(TextChoices):
    """The words of followup.rules.states.State."""

    PROPOSED = states.State.PROPOSED.value, "Propuesto"
    AGREED = states.State.AGREED.value, "Acordado"
    UNDER_WAY = states.State.UNDER_WAY.value, "En marcha"
    AT_RISK = states.State.AT_RISK.value, "En riesgo"
    FULFILLED = states.State.FULFILLED.value, "Cumplido"
    NOT_FULFILLED = states.State.NOT_FULFILLED.value, "No cumplido"


class Act(StrEnum):
    """What people do to a commitment; who may do it when: queries.who."""

    REWRITE = "corregir"
    ACCEPT = "aceptar"
    HAND_OVER = "responsable"
    TELL = "novedad"
    PROVE = "hito"
    JUDGE = "juzgar"
    LOWER = "rebajar"
    LIFT = "levantar"
    ASK = "cambio"
    WITHDRAW = "retirar"
    DECIDE = "decidir"
    CLOSE = "cerrar"


LOWERED_TO = (State.AT_RISK, State.NOT_FULFILLED)


class Ambition(TextChoices):
    """Whether a promise goes beyond what the office does anyway, in the words of OGP."""

    UNCLEAR = "no_es_claro", "No es claro"
    MODEST = "modesto", "Modesto"
    SUBSTANTIAL = "sustancial", "Sustancial"


class Completion(TextChoices):
    """What the second reader found, in the words of OGP."""

    NO_EVIDENCE = states.Completion.NO_EVIDENCE.value, "Sin evidencia"
    NOT_STARTED = states.Completion.NOT_STARTED.value, "No iniciado"
    LIMITED = states.Completion.LIMITED.value, "Avance limitado"
    SUBSTANTIAL = states.Completion.SUBSTANTIAL.value, "Avance sustancial"
    COMPLETE = states.Completion.COMPLETE.value, "Completo"


class NewsKind(TextChoices):
    """What an office tells of a commitment. CORRECTION: what it does about a risk. REASON: why it was not kept."""

    NEWS = "novedad", "Novedad"
    CORRECTION = "nota_correctiva", "Nota correctiva"
    REASON = "razon", "Razón de no haberlo cumplido"


# Labels of this app's actions in the audit log.
ACTS = {
    "commitment.accepted": "Compromiso aceptado por su responsable",
    "commitment.change_asked": "Cambio de un compromiso pedido",
    "commitment.change_decided": "Cambio de un compromiso decidido",
    "commitment.change_withdrawn": "Cambio de un compromiso retirado por quien lo pidió",
    "commitment.closed": "Compromiso cerrado por la segunda lectura",
    "commitment.handed_over": "Responsable de un compromiso cambiado",
    "commitment.imported": "Compromiso cargado desde un archivo",
    "commitment.lifted": "Rebaja del estado de un compromiso levantada",
    "commitment.lowered": "Estado de un compromiso rebajado",
    "commitment.milestone_done": "Hito de un compromiso con evidencia",
    "commitment.milestone_refused": "Evidencia de un hito juzgada insuficiente",
    "commitment.news": "Novedad de un compromiso",
    "commitment.proposed": "Compromiso propuesto",
    "commitment.rewritten": "Compromiso propuesto corregido",
}
ACT_DETAILS = {
    "completion": "segunda lectura",
    "evidence": "evidencias",
    "kind": "clase",
    "lowered_to": "rebajado a",
    "milestone": "hito",
    "promise": "versión de lo prometido",
}

OWN = NotificationKind(
    "commitment",
    "Compromisos de su municipio",
    DeliveryMode.AT_ONCE,
    position=640,
    permissions=(Permission.WRITE_COMMITMENTS, Permission.ACCEPT_COMMITMENTS),
)
TEAM = NotificationKind(
    "commitment_team",
    "Compromisos que esperan al equipo metropolitano",
    DeliveryMode.DIGEST,
    position=641,
    permissions=(Permission.MANAGE_COMMITMENTS, Permission.CLOSE_COMMITMENTS),
)
_CODE = Placeholder("codigo", "el código del compromiso", "CO-2027-05212-03", True)
_TITLE = Placeholder("titulo", "lo que se promete", "Contar qué pasó con los aportes")
PROPOSED_TOLD = notice_text(
    "followup", "commitment-proposed", OWN, "Compromiso por aceptar", "quienes aceptan los compromisos de su municipio.",
    _CODE, _TITLE, Placeholder("quien", "quién lo propuso", "Enlace municipal"),
)  # fmt: skip
DECIDED_TOLD = notice_text(
    "followup", "commitment-decided", OWN, "Decisión sobre un compromiso", "quienes responden por el compromiso.",
    _CODE, _TITLE, Placeholder("que", "qué se decidió", "El cambio pedido se aceptó.", True),
)  # fmt: skip
WAITING_TOLD = notice_text(
    "followup", "commitment-waiting", TEAM, "Compromiso que espera al equipo metropolitano",
    "quienes deciden cambios y hacen la segunda lectura.",
    _CODE, _TITLE, Placeholder("que", "qué espera", "Piden un cambio de lo prometido.", True),
)  # fmt: skip
NOTICE_TEXTS = (PROPOSED_TOLD, DECIDED_TOLD, WAITING_TOLD)
