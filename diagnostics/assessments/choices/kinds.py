"""Statuses, layers and modes of rounds, answers and scores."""

from django.db.models import TextChoices

DEMO_ANSWERS = "Datos de demostración: respuestas inventadas, no describen a ningún municipio real"

REHEARSAL = "Ensayo: nada de esto se publica"


class RoundStatus(TextChoices):
    OPEN = "open", "Abierto"
    PUBLISHED = "published", "Publicado"
    ENDED = "ended", "Terminado"  # a rehearsal that is over
    CANCELLED = "cancelled", "Cancelado"


ROUND_OVER = {RoundStatus.ENDED, RoundStatus.CANCELLED}  # nothing is written in such a round


class Layer(TextChoices):
    SELF_ASSESSED = "self_assessed", "Autoevaluación"
    REVIEWED = "reviewed", "Revisión"
    FINAL = "final", "Definitiva"


class Mode(TextChoices):
    OFFICIAL = "official", "Oficial"
    PROVISIONAL = "provisional", "Provisional"


# While a municipality still fills, missing answers are left out; a closed layer counts them as zero.
MODE_OF = {Layer.SELF_ASSESSED: Mode.PROVISIONAL, Layer.REVIEWED: Mode.OFFICIAL, Layer.FINAL: Mode.OFFICIAL}


class ScoreStatus(TextChoices):
    SCORED = "scored", "Con puntaje"
    UNANSWERED = "unanswered", "Sin respuesta"
    NOT_APPLICABLE = "not_applicable", "No aplica"
    UNSCORED = "unscored", "Informativa"


class Claim(TextChoices):
    """What a municipality states about its answer of the previous round; never carried over automatically."""

    SAME = "same", "Sigue igual"
    CHANGED = "changed", "Cambió"
    GONE = "gone", "Ya no"


# Working days during which a reopened answer takes changes, as many as for a clarification (dossier, section 5).
REOPENED_FOR = 5


class Reopening(TextChoices):
    """Why one answer of a submitted assessment takes changes again."""

    LINK_BROKEN = "link_broken", "La dirección dejó de abrir"
    EXPIRED = "expired", "La evidencia venció"
    CLARIFICATION = "clarified", "La revisión pidió una aclaración"
