"""Stages, themes and limits of agendas."""

from django.db.models import TextChoices

from cocreation.agendas.choices.stages import StageCode, StageState
from cocreation.ranking import votes


class Theme(TextChoices):
    MOBILITY = "movilidad", "Movilidad"
    ENVIRONMENT = "ambiente", "Ambiente"
    COEXISTENCE = "convivencia", "Convivencia"

    @property
    def prefix(self) -> str:
        """Of the codes of challenges: MOV-1, AMB-4."""
        return self.value[:3].upper()


class Tag(TextChoices):
    """Dimensions of a smart territory; they give no points."""

    ENVIRONMENT = "medio_ambiente", "Medio ambiente"
    MOBILITY = "movilidad", "Movilidad"
    ECONOMY = "economia", "Economía"
    GOVERNANCE = "gobernanza", "Gobernanza"
    LIFE = "vida", "Vida"


class Criterion(TextChoices):
    """What a vote gives a number; the fourth part of the score, scope, follows from the municipalities of the challenge."""

    PEOPLE = votes.PEOPLE, "Personas afectadas"
    URGENCY = votes.URGENCY, "Urgencia"
    FEASIBILITY = votes.FEASIBILITY, "Factibilidad en 12 meses"


class Channel(TextChoices):
    """How a person is known in an agenda. `PAPER`: a row of a file from a session; `CARD`: a printed card with its code."""

    PAPER = "paper", "Papel"
    CARD = "card", "Tarjeta"
    MAIL = "mail", "Correo"
    ACCOUNT = "account", "Cuenta"


DEMO = "Datos de demostración"  # in every file and answer about a demonstration
# What people say that they vote as, in the browser; a session on paper names its own.
GROUPS = ("ciudadanía", "alcaldía", "academia", "empresa", "organización social")
ADVISED_VOTES = 3  # challenges: what the page suggests to each person, and nobody is held to
ANSWER_DAYS, FEWEST_ANSWER_DAYS, MOST_ANSWER_DAYS = 15, 5, 30  # working days
MOST_PLACES = 60
RESERVED_CODES = frozenset({"confirmar", "moderacion", "nueva", "respuestas", "uniones"})  # words of addresses
LONGEST_CODE, LONGEST_NAME, LONGEST_GROUP, LONGEST_CHALLENGE, LONGEST_RULE = 40, 200, 60, 600, 300
LONGEST_SUMMARY = 400
MOST_CHALLENGES, MOST_RULES = 300, 30
MOST_VOTERS = 20_000  # of one agenda
LONGEST_REPORT_PART, LONGEST_DECIDED_BY, LONGEST_PILOT, LONGEST_ADDRESS = 3000, 300, 200, 500

CHALLENGE = "challenge"  # kind of the trace
TRACE_STEPS = {
    "piloto": "Piloto anotado",
    "piloto_corregido": "Piloto corregido",
    "piloto_retirado": "Piloto retirado",
}

__all__ = ["StageCode", "StageState"]

# Labels of this app's actions in the audit log.
ACTS = {
    "agenda.changed": "Agenda cambiada desde un archivo",
    "agenda.created": "Agenda cargada desde un archivo",
    "agenda.drafted": "Agenda abierta como borrador",
    "agenda.edited": "Datos de una agenda cambiados",
    "agenda.published": "Agenda publicada",
    "agenda.rules_edited": "Reglas de moderación cambiadas",
    "challenge.added": "Reto agregado",
    "challenge.edited": "Reto cambiado",
    "challenge.pilot_corrected": "Piloto de un reto corregido",
    "challenge.pilot_recorded": "Piloto de un reto anotado",
    "challenge.pilot_withdrawn": "Piloto de un reto retirado",
    "challenge.removed": "Reto quitado",
    "stage.added": "Etapa agregada",
    "agenda.result_frozen": "Resultado de la priorización congelado",
    "agenda.supports_imported": "Apoyos en papel cargados",
    "agenda.voted": "Una persona votó por primera vez",
    "agenda.votes_imported": "Votos en papel cargados",
    "stage.closed": "Etapa cerrada",
    "stage.closed_early": "Etapa cerrada antes de su último día",
    "stage.redated": "Fechas de una etapa cambiadas",
    "stage.removed": "Etapa quitada",
    "stage.reported": "Devolución de una etapa publicada",
}
ACT_DETAILS = {
    "challenges": "retos", "rows": "filas", "voters": "personas", "rules": "reglas", "challenge": "reto", "template": "plantilla",
    "opens": "abre", "closes": "cierra", "opened": "abría", "closed": "cerraba", "started_on": "empezó", "fields": "campos",
}  # fmt: skip
