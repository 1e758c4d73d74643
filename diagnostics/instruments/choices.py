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
    """Parts of an edition that have a code and, in a draft, a page of their own."""

    DIMENSION = "dimension", "Dimensión"
    INDICATOR = "indicator", "Indicador"
    QUESTION = "question", "Pregunta"


# Names of the actions in the log.
ACTS = {
    "edition_draft.changed": "Borrador de edición cambiado",
    "edition_draft.discarded": "Borrador de edición descartado",
    "edition_draft.published": "Edición publicada",
    "edition_draft.started": "Borrador de edición empezado",
    "instrument.changed": "Edición cargada otra vez",
    "instrument.created": "Edición cargada",
    "instrument.frozen": "Edición congelada",
}
ACT_DETAILS = {"base": "sobre la edición", "edition": "edición", "part": "en"}
