"""Who may see a proof, what a review found of it, and what may be wrong with its file or link."""

from django.db.models import TextChoices

BROKEN_AFTER = 2  # failed checks of a link in a row: one may be the network's


class Visibility(TextChoices):
    PUBLIC = "public", "Pública"
    REVIEWERS_ONLY = "reviewers_only", "Solo para la revisión"


class ReserveGround(TextChoices):
    """Why a proof is not shown in public (Ley 1712 de 2014)."""

    CLASSIFIED = "classified", "Clasificada: derechos de personas o secretos (Ley 1712 de 2014, art. 18)"
    RESERVED = "reserved", "Reservada: daño a un interés público (Ley 1712 de 2014, art. 19)"


class ProofState(TextChoices):
    """What a review found of one proof, as it proves one thing."""

    PENDING = "pending", "Por revisar"
    ACCEPTED = "accepted", "Aceptada"
    INSUFFICIENT = "insufficient", "Insuficiente"
    OUT_OF_PERIOD = "out_of_period", "Fuera de periodo"
    BROKEN_LINK = "broken_link", "No abre"
    PERSONAL_DATA = "contains_personal_data", "Con datos personales"


class FileFault(TextChoices):
    """What is wrong with a stored file that a row names."""

    MISSING = "missing", "falta su archivo"
    OTHER_CONTENT = "other_content", "su archivo tiene otro contenido"
    UNREADABLE = "unreadable", "su archivo no se puede leer"
