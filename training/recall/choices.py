"""When people are asked again, how, and the words of it."""

from datetime import timedelta

from django.db.models import TextChoices

from core.versioned_text.registry import MAILS, Address, Placeholder, RegisteredText

DAYS = (3, 10, 30)  # after the certificate, or the end of the cohort
QUESTIONS = 3  # of one mail
LATE = timedelta(days=7)  # a mail that should have left longer ago is not made any more
WAITS = timedelta(days=5)  # after this time a mail is dropped
LEAST_PEOPLE = 5  # fewer are not summed up
LONGEST_SENTENCE = 300  # characters
BEST = 5


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    RECALL = "course_recall", "Repaso de un curso"


TEXTS = (
    RegisteredText(
        key="mail-course-recall",
        name="Repaso de un curso",
        group=MAILS,
        used_in="Lo recibe quien terminó un curso, a los 3, 10 y 30 días.",
        default="training/texts/course_recall.txt",
        placeholders=(
            Placeholder("curso", "el título del curso", "Responder bien", True),
            Placeholder("cuantas", "cuántas preguntas son", "3 preguntas", True),
            Placeholder("direccion", "la página del repaso", Address("https://portal.example/repaso/"), True),
            Placeholder("salir", "para no recibir más repasos", Address("https://portal.example/repaso-salir/"), True),
        ),
    ),
)  # fmt: skip
