"""What notifications about results say, and the text with which a reminder of coordination begins."""

from functools import partial

from core.versioned_text.registry import Placeholder, RegisteredText
from diagnostics.assessments.choices.notifications import OF_ROUND, PLACE, REASON, SENT, TURN, WHO
from diagnostics.results.choices import SCORES
from notices.choices import notice_text

_text = partial(notice_text, "diagnostics/results")
_PLACES = Placeholder("municipios", "los municipios", "Municipio de ejemplo, otro municipio", True)
_CHANGES = Placeholder(
    "cambios", "qué se corrige, un renglón por respuesta", "Municipio de ejemplo, SG-01: de 2 a 3.", True
)
_CODE = Placeholder("pregunta", "el código de la pregunta", "SG-01", True)
_DIFFERENCES = Placeholder(
    "diferencias", "qué puntajes difieren, uno por renglón", "Municipio de ejemplo, total: 52,95 y 52,90.", True
)
_AND_FOLLOWERS = "y, por correo, para quienes siguen a esos municipios: el mismo texto, dentro de «Novedades»."

PUBLISHED = _text("published", SENT, "Se publican los resultados", f"los equipos {_AND_FOLLOWERS}", OF_ROUND)
CORRECTED = _text(
    "corrected", SENT, "Fe de erratas", f"los equipos {_AND_FOLLOWERS}", OF_ROUND, _PLACES, _CHANGES, REASON
)
ERRATUM_PROPOSED = _text(
    "erratum-proposed",
    TURN,
    "Una corrección espera confirmación",
    "quienes pueden confirmarla.",
    PLACE,
    WHO,
    _CODE,
    OF_ROUND,
    REASON,
)
SCORES_DIFFER = _text(
    "scores-differ",
    SCORES,
    "Los puntajes no son iguales",
    "quienes llevan el portal, una vez al día.",
    OF_ROUND,
    _DIFFERENCES,
)
REMINDER = RegisteredText(
    key="letter-reminder",
    name="Recordatorio a los municipios",
    group="Cartas de la coordinación",
    used_in="Con este texto empieza el formulario de un recordatorio. Quien lo envía puede cambiarlo cada vez.",
    default="diagnostics/results/texts/reminder.txt",
    # The names that the form offers: diagnostics.assessments.queries.waiting.PLACEHOLDERS.
    placeholders=(
        Placeholder("municipio", "el municipio", "Municipio de ejemplo"),
        Placeholder("etapa", "la etapa del diagnóstico", "Autoevaluación"),
        Placeholder("fecha", "el día en que vence el plazo", "15 de marzo de 2027"),
        Placeholder("lo que falta", "lo que el municipio debe todavía", "4 respuestas de 68"),
        Placeholder("dirección", "la página donde sigue el trabajo", "https://portal.example/diagnostico/"),
    ),
    is_plain=True,
)
TEXTS = (PUBLISHED, CORRECTED, ERRATUM_PROPOSED, SCORES_DIFFER, REMINDER)
