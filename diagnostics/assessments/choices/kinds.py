"""Kinds of what an assessment consists of."""

from django.db.models import TextChoices

DEMO_ANSWERS = "Datos de demostración: respuestas inventadas, no describen a ningún municipio real"


class RoundStatus(TextChoices):
    OPEN = "open", "Abierto"
    PUBLISHED = "published", "Publicado"


class Layer(TextChoices):
    SELF_ASSESSED = "self_assessed", "Autoevaluación"
    REVIEWED = "reviewed", "Revisión"
    FINAL = "final", "Definitiva"


class Mode(TextChoices):
    OFFICIAL = "official", "Oficial"
    PROVISIONAL = "provisional", "Provisional"


# While a municipality still fills, what is missing is left out; a closed layer counts it as zero.
MODE_OF = {Layer.SELF_ASSESSED: Mode.PROVISIONAL, Layer.REVIEWED: Mode.OFFICIAL, Layer.FINAL: Mode.OFFICIAL}


class ScoreStatus(TextChoices):
    SCORED = "scored", "Con puntaje"
    UNANSWERED = "unanswered", "Sin respuesta"
    NOT_APPLICABLE = "not_applicable", "No aplica"
    UNSCORED = "unscored", "Informativa"


class Claim(TextChoices):
    """What a municipality says of its answer in the round before; never carried over in silence."""

    SAME = "same", "Sigue igual"
    CHANGED = "changed", "Cambió"
    GONE = "gone", "Ya no"


# Working days for which a reopened answer takes changes: the term of a clarification (dossier, section 5).
REOPENED_FOR = 5


class Reopening(TextChoices):
    """Why one answer of a sent diagnosis takes changes again."""

    LINK_BROKEN = "link_broken", "El enlace dejó de abrir"
    EXPIRED = "expired", "La evidencia venció"
    CLARIFICATION = "clarified", "La revisión pidió una aclaración"
