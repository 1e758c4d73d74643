"""Kinds and states of feedback, the published rules, and how long addresses are kept."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.safestring import mark_safe

from accounts.permissions import Permission
from core.process.steps import Process, Step
from core.versioned_text.registry import MAILS, Address, Block, Placeholder, RegisteredText
from notices.choices import OTHER, DeliveryMode, NotificationKind, notice_text

# Version of the personal data notice (templates/citizens/components/data_notice.html). Raise it whenever the text changes.
NOTICE_VERSION = "1"
SHORTEST, LONGEST = 10, 2000  # characters of a message
ADDRESS_KEPT = timedelta(days=180)
ENOUGH_ANSWERS = 5  # a median of fewer is not shown


class FeedbackKind(TextChoices):
    WRONG = "wrong", "Un dato está mal"
    UNCLEAR = "unclear", "No entiendo algo"
    IDEA = "idea", "Propongo una mejora"


class FeedbackState(TextChoices):
    WAITING = "waiting", "Espera respuesta"
    ANSWERED = "answered", "Respondida"
    DECLINED = "declined", "No publicada"


OFFICE = "Oficina que responde"
PROCESS = Process(
    title="A citizen's opinion",
    states=FeedbackState,
    initial=FeedbackState.WAITING,
    steps=(
        Step(FeedbackState.WAITING, FeedbackState.ANSWERED, "feedback.answered", OFFICE, "La publica con su respuesta."),
        Step(FeedbackState.WAITING, FeedbackState.DECLINED, "feedback.declined", OFFICE,
             "No la publica, por una de las reglas y con su razón."),
        Step(FeedbackState.ANSWERED, FeedbackState.DECLINED, "feedback.withdrawn", OFFICE,
             "La retira de lo público, por una de las reglas y con su razón."),
    ),
)  # fmt: skip


class DeclineRule(TextChoices):
    """The rules for declining a message, as listed on the public page."""

    INSULT = "insult", "Insulta o amenaza a alguien."
    PERSONAL_DATA = "personal_data", "Trae datos personales de alguien."
    ADVERTISING = "advertising", "Es publicidad o propaganda."
    REPEATED = "repeated", "Repite otra opinión ya recibida."
    OFF_TOPIC = "off_topic", "No trata de este portal ni de lo que publica."


class ReportState(TextChoices):
    OPEN = "open", "Abierto"
    ANSWERED = "answered", "Respondido"

    @property
    def plural(self) -> str:
        return f"{self.label}s"


REPORT_LONGEST = 1000  # characters of each of the two texts of a report
REPORTED = NotificationKind(
    "error_report",
    "Reportan un error del portal",
    DeliveryMode.AT_ONCE,
    position=900,
    permissions=(Permission.ANSWER_REPORTS,),
)
REPORT_PROCESS = Process(
    title="An error report",
    states=ReportState,
    initial=ReportState.OPEN,
    steps=(
        Step(ReportState.OPEN, ReportState.ANSWERED, "report.answered", "Quienes llevan el portal", "La responden."),
    ),
)


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    RESULT = "result", "Opinión"


# Labels of this app's actions in the audit log.
ACTS = {
    "feedback.answered": "Opinión publicada con su respuesta",
    "feedback.declined": "Opinión no publicada",
    "feedback.received": "Opinión recibida",
    "feedback.withdrawn": "Opinión retirada de lo público",
    "report.answered": "Error reportado: respondido",
    "report.received": "Error reportado",
}

# Texts of this app that people may edit.
TEXTS = (
    RegisteredText(
        key="mail-opinion-result",
        name="Qué pasó con una opinión",
        group=MAILS,
        used_in="Lo recibe quien opinó y dejó su correo, una sola vez.",
        default="citizens/texts/answer.txt",
        placeholders=(
            Placeholder("asunto", "sobre qué opinó y qué pasó", "Su opinión sobre El portal: respondida"),
            Placeholder("sobre", "sobre qué opinó", "El portal"),
            Placeholder("fecha", "el día en que opinó", "8 de marzo de 2027"),
            Placeholder(
                "resultado", "la respuesta, o la razón por la que no se publicó",
                Block("Se publicó con una respuesta.", mark_safe("<p>Se publicó con una respuesta.</p>")), True,
            ),
            Placeholder("direccion", "la página de la opinión", Address("https://portal.example/opiniones/"), True),
        ),
    ),
)  # fmt: skip
OPINION_CAME = notice_text(
    "citizens", "opinion", OTHER, "Llega una opinión", "quienes la responden.",
    Placeholder("tema", "sobre qué es", "El portal", True),
)  # fmt: skip
REPORT_CAME = notice_text(
    "citizens", "report", REPORTED, "Llega un reporte", "quienes llevan el portal.",
    Placeholder("codigo", "el código del reporte", "ABCD-2345", True),
)  # fmt: skip
REPORT_ANSWERED = notice_text(
    "citizens", "report-answered", OTHER, "Responden un reporte", "quien reportó el error, si tiene cuenta.",
    Placeholder("respuesta", "la respuesta", "Ya funciona otra vez.", True),
)  # fmt: skip
NOTICE_TEXTS = (OPINION_CAME, REPORT_CAME, REPORT_ANSWERED)
ACT_DETAILS = {"kind": "tipo", "page": "página", "rule": "regla"}
