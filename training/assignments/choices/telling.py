"""Notices of works: to who teaches when one arrives, and to its author when it is corrected."""

from core.versioned_text.registry import Placeholder
from notices.choices import notice_text
from training.cohorts.choices.telling import OWN, TEACHING

_COURSE = Placeholder("curso", "el título del curso", "Responder bien", True)
_MODULE = Placeholder("tarea", "el título de la tarea", "Una respuesta escrita de nuevo", True)

HANDED_IN_TOLD = notice_text(
    "training", "work-handed-in", TEACHING, "Una tarea espera corrección", "quienes enseñan el grupo.", _COURSE, _MODULE,
    Placeholder("hasta", "hasta cuándo se espera la corrección", "lunes 15 de febrero", True),
)  # fmt: skip
JUDGED_TOLD = notice_text(
    "training", "work-judged", OWN, "Una tarea se corrigió", "quien la entregó.", _COURSE, _MODULE,
    Placeholder("que_paso", "si se aceptó o se devolvió", "Se aceptó", True),
    Placeholder("que_sigue", "qué puede hacer ahora", "Lea las razones y entréguela otra vez."),
)  # fmt: skip
NOTICE_TEXTS = (HANDED_IN_TOLD, JUDGED_TOLD)
