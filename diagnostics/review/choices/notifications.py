"""Kinds of notification of the review, and what they and those of the steps of an assessment say."""

from functools import partial

from core.versioned_text.registry import Placeholder
from diagnostics.assessments.choices.notifications import (
    ASSESSMENT,
    ASSIGNED,
    DAY,
    DEADLINE,
    EVIDENCE,
    IN_ROUND,
    OF_ROUND,
    PLACE,
    REASON,
    SENT,
    TERM,
    TURN,
    WHO,
)
from notices.choices import DeliveryMode, NotificationKind, notice_text

MESSAGE = NotificationKind("message", "Le escriben sobre una respuesta", DeliveryMode.AT_ONCE, position=45)
REOPENED = NotificationKind("reopened", "Se reabre una respuesta", DeliveryMode.AT_ONCE, position=40)

_ANSWERS = Placeholder("cuantas_respuestas", "cuántas respuestas", "3 respuestas", True)
_ADJUSTMENTS = Placeholder("cuantos_ajustes", "cuántos ajustes", "2 ajustes", True)
_SILENT = Placeholder("sin_responder", "cuántas quedaron sin responder", "2", True)
_CODES = Placeholder("preguntas", "los códigos de las preguntas", "SG-01, SG-02", True)
_CODE = Placeholder("pregunta", "el código de la pregunta", "SG-01", True)
_PLACES = Placeholder("municipios", "los municipios", "Municipio de ejemplo y otro", True)
_WORK = Placeholder("que", "lo que se le dio", "la revisión de Municipio de ejemplo", True)
_ROUND = Placeholder("ciclo", "el nombre del ciclo", "Ciclo 2027-1", True)
_STAGE = Placeholder("etapa", "la etapa del diagnóstico", "Autoevaluación")
_PROOF = Placeholder("evidencia", "el nombre de la evidencia", "Acta de enero")
_EVENT = Placeholder("que_paso", "qué pasó con la evidencia", "La dirección dejó de abrir", True)
_text = partial(notice_text, "diagnostics/review")
_TEAM, _REVIEW = "el equipo del municipio", "quienes revisan"

CAME_BACK = _text("came-back", TURN, "La alcaldía lo devuelve", f"{_TEAM}.", PLACE, REASON, TERM)
SIGNED = _text("signed", SENT, "La alcaldía firmó", f"{_TEAM}.", PLACE, OF_ROUND, DAY)
TO_REVIEW = _text(
    "to-review", SENT, "Llega a la revisión", f"{_REVIEW}, cuando la alcaldía firma.", PLACE, OF_ROUND, TERM
)
TO_CLARIFY = _text("to-clarify", TURN, "Piden aclaraciones", f"{_TEAM}.", PLACE, _ANSWERS, _CODES, TERM)
CLARIFIED = _text("clarified", SENT, "Responden las aclaraciones", f"{_REVIEW}.", PLACE, TERM)
NOT_CLARIFIED = _text("not-clarified", SENT, "Vencen las aclaraciones", f"{_REVIEW}.", PLACE, _SILENT, TERM)
NO_ADJUSTMENT = _text("no-adjustment", TURN, "Termina la revisión sin ajustes", f"{_TEAM} y la alcaldía.", PLACE)
ADJUSTED = _text("adjusted", TURN, "Termina la revisión con ajustes", f"{_TEAM} y la alcaldía.", PLACE, _ANSWERS, TERM)
REPLIED = _text("replied", SENT, "Llega una réplica", "quienes deciden réplicas.", PLACE, _ADJUSTMENTS, TERM)
FINAL = _text("final", TURN, "El resultado es definitivo", f"{_TEAM} y la alcaldía.", PLACE)
FINAL_UNANSWERED = _text(
    "final-unanswered",
    TURN,
    "El resultado es definitivo, sin réplica",
    f"{_TEAM} y la alcaldía, si no se envió réplica.",
    PLACE,
)
REVIEW_ASSIGNED = _text(
    "review-assigned", ASSIGNED, "Le asignan una revisión", "la persona a la que se la dan.", OF_ROUND, WHO, _WORK
)
REVIEW_WITHDRAWN = _text(
    "review-withdrawn",
    ASSIGNED,
    "Falta quién revise",
    "la coordinación, por un conflicto de interés.",
    IN_ROUND,
    WHO,
    _PLACES,
)
EXTENDED = _text(
    "extended", DEADLINE, "Más plazo", "quienes deben actuar en esa etapa.", PLACE, DAY, _STAGE, _ROUND, REASON
)
MESSAGE_OF_REVIEW = _text("message-of-review", MESSAGE, "Escribe la revisión", f"{_TEAM}.", PLACE, _CODE)
MESSAGE_OF_PLACE = _text("message-of-place", MESSAGE, "Escribe el municipio", f"{_REVIEW} esa respuesta.", PLACE, _CODE)
PROOF_FELL = _text(
    "proof-fell", EVIDENCE, "Una evidencia cae antes de la firma", f"{_TEAM}.", _EVENT, _CODES, _PROOF, ASSESSMENT
)
PROOF_FELL_LATE = _text(
    "proof-fell-late",
    EVIDENCE,
    "Una evidencia cae al final",
    f"{_TEAM}, con el resultado ya cerrado.",
    _EVENT,
    _CODES,
    _PROOF,
    ASSESSMENT,
)
ANSWER_REOPENED = _text(
    "reopened",
    REOPENED,
    "Una respuesta se reabre",
    f"{_TEAM}, durante la revisión.",
    _EVENT,
    _CODES,
    _PROOF,
    ASSESSMENT,
    DAY,
)
MARK_AGAIN = _text(
    "mark-again",
    EVIDENCE,
    "Hay que marcar otra vez",
    f"{_REVIEW}, cuando se reabre una respuesta.",
    PLACE,
    _EVENT,
    _CODES,
    DAY,
)
NOTICE_TEXTS = (
    CAME_BACK, SIGNED, TO_REVIEW, TO_CLARIFY, CLARIFIED, NOT_CLARIFIED, NO_ADJUSTMENT, ADJUSTED, REPLIED, FINAL, FINAL_UNANSWERED,
    REVIEW_ASSIGNED, REVIEW_WITHDRAWN, EXTENDED, MESSAGE_OF_REVIEW, MESSAGE_OF_PLACE, PROOF_FELL, PROOF_FELL_LATE,
    ANSWER_REOPENED, MARK_AGAIN,
)  # fmt: skip
