"""Words and limits of quiz attempts."""

from django.db.models import TextChoices

GRACE_SECONDS = 30  # after the time of an attempt, for an answer that is on its way


class Via(TextChoices):
    SCREEN = "screen", "En pantalla"
    PAPER = "paper", "En papel"


ACTS = {"quiz.typed_in": "Prueba en papel digitada"}
ACT_DETAILS = {"number": "intento"}
