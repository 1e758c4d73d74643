"""States, layers and modes with their Spanish words, and the transitions that actions enforce."""

from django.db.models import TextChoices


class VersionStatus(TextChoices):
    DRAFT = "draft", "Borrador"
    FROZEN = "frozen", "Congelado"


class RoundStatus(TextChoices):
    OPEN = "open", "Abierto"
    PUBLISHED = "published", "Publicado"


class State(TextChoices):
    """Where the diagnosis of one municipality stands. Later work adds the states between (dossier, section 5)."""

    NOT_STARTED = "not_started", "Sin iniciar"
    SELF_ASSESSMENT = "self_assessment", "Autoevaluación en curso"
    IN_REVIEW = "in_review", "En revisión metropolitana"
    FINAL_READY = "final_ready", "Resultado definitivo"
    PUBLISHED = "published", "Publicado"


class Party(TextChoices):
    """Who must act next, as the staff board says it."""

    MUNICIPALITY = "municipality", "Municipio"
    REVIEW = "review", "Revisión"
    PUBLICATION = "publication", "Publicación"
    NOBODY = "nobody", "Nadie"


WAITS_FOR = {
    State.NOT_STARTED: Party.MUNICIPALITY,
    State.SELF_ASSESSMENT: Party.MUNICIPALITY,
    State.IN_REVIEW: Party.REVIEW,
    State.FINAL_READY: Party.PUBLICATION,
    State.PUBLISHED: Party.NOBODY,
}

TRANSITIONS: dict[str, set[str]] = {
    State.NOT_STARTED: {State.SELF_ASSESSMENT, State.PUBLISHED},
    State.SELF_ASSESSMENT: {State.IN_REVIEW},
    State.IN_REVIEW: {State.FINAL_READY},
    State.FINAL_READY: {State.PUBLISHED},
    State.PUBLISHED: set(),
}
FILLABLE = {State.NOT_STARTED, State.SELF_ASSESSMENT}


class Layer(TextChoices):
    SELF_ASSESSED = "self_assessed", "Autoevaluación"
    REVIEWED = "reviewed", "Revisión"
    FINAL = "final", "Definitiva"


class Mode(TextChoices):
    OFFICIAL = "official", "Oficial"
    PROVISIONAL = "provisional", "Provisional"


# While a municipality still fills, what is missing is left out; a closed layer counts it as zero.
MODE_OF = {Layer.SELF_ASSESSED: Mode.PROVISIONAL, Layer.REVIEWED: Mode.OFFICIAL, Layer.FINAL: Mode.OFFICIAL}


class QuestionType(TextChoices):
    SCALE = "scale", "Escala"
    YES_NO = "yes_no", "Sí o no"
    MULTI = "multi", "Selección múltiple"
    CHOICE = "choice", "Selección única"
    NUMERIC = "numeric", "Numérica"


class ScoreStatus(TextChoices):
    SCORED = "scored", "Con puntaje"
    UNANSWERED = "unanswered", "Sin respuesta"
    NOT_APPLICABLE = "not_applicable", "No aplica"
    UNSCORED = "unscored", "Informativa"


class PartKind(TextChoices):
    """The parts of an edition that have a code and a page of their own while it is being written."""

    DIMENSION = "dimension", "Dimensión"
    INDICATOR = "indicator", "Indicador"
    QUESTION = "question", "Pregunta"


class Claim(TextChoices):
    """What a municipality says of its answer in the round before; never carried over in silence."""

    SAME = "same", "Sigue igual"
    CHANGED = "changed", "Cambió"
    GONE = "gone", "Ya no"


class Visibility(TextChoices):
    PUBLIC = "public", "Pública"
    REVIEWERS_ONLY = "reviewers_only", "Solo para la revisión"


class ReserveGround(TextChoices):
    """Why an evidence is not shown in public (Ley 1712 de 2014)."""

    CLASSIFIED = "classified", "Clasificada: derechos de personas o secretos (Ley 1712 de 2014, art. 18)"
    RESERVED = "reserved", "Reservada: daño a un interés público (Ley 1712 de 2014, art. 19)"


# Working days for which a reopened answer takes changes: the term of a clarification (dossier, section 5).
REOPENED_FOR = 5


class Reopening(TextChoices):
    """Why one answer of a sent diagnosis takes changes again."""

    LINK_BROKEN = "link_broken", "El enlace dejó de abrir"
    EXPIRED = "expired", "La evidencia venció"
