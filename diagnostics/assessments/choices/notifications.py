"""Kinds of notification about an assessment, and what those of this app say."""

from functools import partial

from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

DEADLINE = NotificationKind("deadline", "Se acerca un plazo", DeliveryMode.AT_ONCE, position=10)
REMINDER = NotificationKind("reminder", "La coordinación le recuerda lo que falta", DeliveryMode.AT_ONCE, position=15)
COORDINATION = NotificationKind(
    "coordination", "La coordinación escribe a los enlaces", DeliveryMode.AT_ONCE, position=17
)
ASSIGNED = NotificationKind("assigned", "Le asignan una dimensión o una revisión", DeliveryMode.AT_ONCE, position=20)
HANDED_OVER = NotificationKind(
    "handed_over", "Le entregan el trabajo de otra persona", DeliveryMode.AT_ONCE, position=30
)
EVIDENCE = NotificationKind("evidence", "Una evidencia dejó de abrir o venció", DeliveryMode.DIGEST, position=50)
TURN = NotificationKind("turn", "Le toca actuar en un diagnóstico", DeliveryMode.AT_ONCE, position=60)
SENT = NotificationKind("sent", "Un diagnóstico se envía a revisión", DeliveryMode.DIGEST, position=70)
ROUND = NotificationKind("round", "Se abre un ciclo, o cambia", DeliveryMode.AT_ONCE, position=5)
NOTIFICATION_KINDS = (ROUND, DEADLINE, REMINDER, COORDINATION, ASSIGNED, HANDED_OVER, EVIDENCE, TURN, SENT)

# What stands in the texts of notifications, here and in the apps above.
PLACE = Placeholder("municipio", "el municipio", "Municipio de ejemplo", True)
ROUND_NAME = Placeholder("ciclo", "el ciclo, con su artículo", "el ciclo 2027-1", True)
OF_ROUND = Placeholder("del_ciclo", "el ciclo, con «de»", "del ciclo 2027-1")
IN_ROUND = Placeholder("en_ciclo", "el ciclo, con «en»", "en el ciclo 2027-1")
TERM = Placeholder("plazo", "hasta cuándo hay plazo, en una frase; nada donde no lo hay", "Hasta el lunes 15 de marzo.")
DAY = Placeholder("fecha", "el día", "lunes 15 de marzo de 2027", True)
REASON = Placeholder("razon", "la razón que alguien escribió", "Faltaba una evidencia.", True)
WHO = Placeholder("quien", "la persona que lo hizo", "Ana Ejemplo")
ASSESSMENT = Placeholder("diagnostico", "el diagnóstico: municipio y ciclo", "Municipio de ejemplo, Ciclo 2027-1")
_DIMENSIONS = Placeholder("dimensiones", "las dimensiones", "Servicios, Datos", True)
_REHEARSAL = Placeholder("ensayo", "que es un ensayo; nada donde no lo es", "Es un ensayo: nada se publica.")
_PERIOD = Placeholder("periodo", "cuándo se responde, en una frase", "Se responde hasta el 30 de abril de 2027.", True)
_CHANGES = Placeholder("cambios", "qué días cambian", "Cierra: 1 de marzo de 2027 → 9 de marzo de 2027.", True)
_LEFT = Placeholder("cuanto_queda", "cuánto queda", "Quedan 7 días hábiles", True)
_LACKS = Placeholder("lo_que_falta", "lo que falta, en una frase", "Faltan 4 respuestas de 68.", True)
_PLACES = Placeholder("cuantos_municipios", "con cuántos municipios", "10 municipios")
_OPENING = (PLACE, ROUND_NAME, _PERIOD, _REHEARSAL)
_text = partial(notice_text, "diagnostics/assessments")
_TEAM, _ALL = "el equipo del municipio", "los equipos y la revisión"

OPENED_LIAISON = _text(
    "opened-liaison", ROUND, "Se abre un ciclo: enlace municipal", "los enlaces, al entrar en un ciclo.", *_OPENING
)
OPENED_MAYOR = _text(
    "opened-mayor", ROUND, "Se abre un ciclo: alcaldía", "las alcaldías, al entrar en un ciclo.", *_OPENING
)
OPENED_REVIEWERS = _text(
    "opened-reviewers", ROUND, "Se abre un ciclo: revisión", "quienes revisan.", ROUND_NAME, _PLACES, _PERIOD
)
LEFT_ROUND = _text("left-round", ROUND, "Un municipio sale del ciclo", f"{_TEAM} que sale del ciclo.", PLACE, IN_ROUND)
DAYS_CHANGED = _text("days-changed", ROUND, "Cambian las fechas del ciclo", f"{_ALL}.", OF_ROUND, _CHANGES, REASON)
CLOSES_EARLY = _text(
    "closes-early", ROUND, "El ciclo cierra antes", f"{_ALL}, el día del cierre.", OF_ROUND, DAY, REASON
)
REHEARSAL_ENDED = _text("rehearsal-ended", ROUND, "Termina un ensayo", f"{_ALL}.", ROUND_NAME)
CANCELLED = _text("round-cancelled", ROUND, "Se cancela un ciclo", f"{_ALL}.", ROUND_NAME, REASON)
DEADLINE_NEAR = _text(
    "deadline",
    DEADLINE,
    "Falta poco para el plazo",
    f"{_TEAM}, en los últimos días.",
    PLACE,
    OF_ROUND,
    DAY,
    _LEFT,
    _LACKS,
)
DIMENSION_ASSIGNED = _text(
    "assigned", ASSIGNED, "Le asignan una dimensión", "quien la recibe.", WHO, ASSESSMENT, _DIMENSIONS
)
WORK_HANDED_OVER = _text(
    "handed-over", HANDED_OVER, "Le entregan un trabajo", "quien lo recibe.", WHO, ASSESSMENT, _DIMENSIONS
)
FILES_DAMAGED = _text(
    "files-damaged", EVIDENCE, "Archivos perdidos o dañados", "quienes llevan el portal, una vez al día."
)
SIGN = _text("sign", TURN, "Espera la firma", "la alcaldía, cuando el enlace envía el diagnóstico.", PLACE, TERM)
NOBODY_SIGNS = _text(
    "nobody-signs", TURN, "Falta quién firme", "la coordinación, si el enlace quiere enviarlo.", PLACE, OF_ROUND, WHO
)
NOTICE_TEXTS = (
    OPENED_LIAISON, OPENED_MAYOR, OPENED_REVIEWERS, LEFT_ROUND, DAYS_CHANGED, CLOSES_EARLY, REHEARSAL_ENDED, CANCELLED,
    DEADLINE_NEAR, DIMENSION_ASSIGNED, WORK_HANDED_OVER, FILES_DAMAGED, SIGN, NOBODY_SIGNS,
)  # fmt: skip
