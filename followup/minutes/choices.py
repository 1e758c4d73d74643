"""Words and limits of the minutes of a follow-up session."""

from django.db.models import TextChoices

LONGEST_CODE, LONGEST_TITLE, LONGEST_ABOUT, LONGEST_MARK, LONGEST_ADDRESS = 60, 300, 600, 60, 300  # characters
LONGEST_DECISION, LONGEST_OFFICE, MOST_OFFICES = 600, 200, 40


class State(TextChoices):
    DRAFT = "borrador", "Borrador"
    CLOSED = "cerrada", "Cerrada"


class Section(TextChoices):
    """The lists of the board, in the order of the minutes."""

    WAITING = "decision", "Pide decisión"
    LATE = "tarde", "Compromisos tarde o en riesgo"
    MISSING = "sin-dato", "Sin dato o con dato vencido"


# Labels of this app's actions in the audit log.
ACTS = {
    "minutes.drafted": "Acta de seguimiento empezada",
    "minutes.gathered": "Filas del acta traídas otra vez",
    "minutes.saved": "Borrador del acta guardado",
    "minutes.closed": "Acta de seguimiento cerrada",
}
ACT_DETAILS = {"rows": "filas", "decisions": "decisiones", "number": "número"}
