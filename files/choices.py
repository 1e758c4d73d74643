"""Kinds of files; visibility of evidence, its state in the review, and faults of its file or link."""

from django.db.models import TextChoices

from core.workbook import XLSX

PDF = "application/pdf"
PNG, JPEG = "image/png", "image/jpeg"
CSV = "text/csv"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
# The accepted types and their names for people.
FILE_KINDS = {PDF: "PDF", XLSX: "XLSX", CSV: "CSV", DOCX: "DOCX", ODS: "ODS", PNG: "PNG", JPEG: "JPEG"}

BROKEN_AFTER = 2  # consecutive failed checks of a link: a single one may be the network's fault


class Visibility(TextChoices):
    PUBLIC = "public", "Pública"
    REVIEWERS_ONLY = "reviewers_only", "Solo para la revisión"


class ReserveGround(TextChoices):
    """Legal ground for not publishing a piece of evidence (Ley 1712 de 2014)."""

    CLASSIFIED = "classified", "Clasificada: derechos de personas o secretos (Ley 1712 de 2014, art. 18)"
    RESERVED = "reserved", "Reservada: daño a un interés público (Ley 1712 de 2014, art. 19)"


class ProofState(TextChoices):
    """The review's finding about a piece of evidence in one use."""

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
