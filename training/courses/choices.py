"""Words and limits of courses."""

import re

from django.db.models import TextChoices

COURSE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")
RESERVED_CODES = frozenset({"datos", "grupos"})  # words of addresses below /cursos/
LARGEST_FILE, LARGEST_COURSE = 2_000_000, 10_000_000  # bytes of one file, and of all files of a version
LONGEST_TITLE = 200  # characters

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".docx": f"{_OFFICE}.wordprocessingml.document", ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf",
}  # fmt: skip
SOURCES = (".md", ".gift")  # what a course is written in: a quiz holds its answers, so these are never served
MOST_FILES, MOST_MODULES, MOST_LESSONS = 400, 20, 40
MOST_COLUMNS, MOST_ROWS = 8, 60  # of a table, its header among the rows
WORDS_A_MINUTE = 150
CRITERIA, LEVELS = 4, 3  # of a rubric


class NormStatus(TextChoices):
    IN_FORCE = "vigente", "Vigente"
    AMENDED = "modificada", "Modificada"
    REPEALED = "derogada", "Derogada"


class Certainty(TextChoices):
    HIGH = "alta", "Alta"
    MEDIUM = "media", "Media"


def is_image(name: str) -> bool:
    return MEDIA_TYPES.get(name[name.rfind(".") :].lower(), "").startswith("image/")


def is_source(name: str) -> bool:
    """Whether a file of a course is for who writes it, not for who takes it."""
    return name.lower().endswith(SOURCES)


def is_text(name: str) -> bool:
    """Whether people write a file of a course: its sources, and the transcript of a video."""
    return name.lower().endswith((*SOURCES, ".txt"))


# Labels of this app's actions in the audit log.
ACTS = {
    "course_draft.changed": "Borrador de un curso cambiado",
    "course_draft.discarded": "Borrador de un curso descartado",
    "course_draft.published": "Borrador de un curso publicado",
    "course_draft.restored": "Borrador de un curso restaurado",
    "course_draft.started": "Borrador de un curso empezado",
    "course.loaded": "Curso cargado desde su carpeta",
    "course.published": "Versión de un curso publicada",
    "course.questions_added": "Preguntas agregadas a un curso",
    "course.reviewed": "Revisión de una persona experta anotada",
    "norms.loaded": "Normas cargadas desde un archivo",
    "route.loaded": "Ruta de cursos cargada desde un archivo",
}
