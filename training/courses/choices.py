"""Words and limits of courses."""

from django.db.models import TextChoices

LARGEST_FILE, LARGEST_COURSE = 2_000_000, 10_000_000  # bytes of one file, and of all files of a version
LONGEST_TITLE = 200  # characters

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
DOCUMENTS = (".docx", ".odt", ".xlsx", ".ods", ".csv", ".pdf", ".txt")
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


def is_source(name: str) -> bool:
    """Whether a file of a course is for who writes it, not for who takes it."""
    return name.lower().endswith(SOURCES)
