"""Words and limits of courses."""

from django.db.models import TextChoices

LARGEST_FILE, LARGEST_COURSE = 2_000_000, 10_000_000  # bytes of one file, and of all files of a version
LONGEST_TITLE = 200  # characters


class NormStatus(TextChoices):
    IN_FORCE = "vigente", "Vigente"
    AMENDED = "modificada", "Modificada"
    REPEALED = "derogada", "Derogada"


class Certainty(TextChoices):
    HIGH = "alta", "Alta"
    MEDIUM = "media", "Media"
