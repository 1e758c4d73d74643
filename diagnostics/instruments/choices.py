"""Kinds of questions and states of editions."""

from django.db.models import TextChoices


class VersionStatus(TextChoices):
    DRAFT = "draft", "Borrador"
    FROZEN = "frozen", "Congelado"


class QuestionType(TextChoices):
    SCALE = "scale", "Escala"
    YES_NO = "yes_no", "Sí o no"
    MULTI = "multi", "Selección múltiple"
    CHOICE = "choice", "Selección única"
    NUMERIC = "numeric", "Numérica"


class PartKind(TextChoices):
    """The parts of an edition that have a code and a page of their own while it is being written."""

    DIMENSION = "dimension", "Dimensión"
    INDICATOR = "indicator", "Indicador"
    QUESTION = "question", "Pregunta"


# What the log calls the acts of this app.
ACTS = {
    "edition_draft.discarded": "Borrador de edición descartado",
    "edition_draft.published": "Edición publicada",
    "edition_draft.started": "Borrador de edición empezado",
    "instrument.frozen": "Edición congelada",
}
