"""Words and limits of commitments."""

from django.db.models import TextChoices

from followup.rules import states

MOST_MILESTONES, MOST_MUNICIPALITIES, MOST_NUMBER = 6, 20, 9999
LONGEST_CODE, LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 20, 160, 2000, 1000  # characters
LONGEST_OFFICE, LONGEST_CONTACT = 200, 200
TAKEN_CODES = ("datos", "fechas.ics")  # what stands at /compromisos/ and is no commitment


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
    "lowered_to": "rebajado a",
    "milestone": "hito",
    "promise": "versión de lo prometido",
}
