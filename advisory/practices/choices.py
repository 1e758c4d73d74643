"""Words, states and limits of good practices."""

from django.db.models import TextChoices

from accounts.permissions import Permission
from core.process.steps import Process, Step
from core.versioned_text.registry import Placeholder
from notices.choices import DeliveryMode, NotificationKind, notice_text

LONGEST_CODE, LONGEST_TITLE, LONGEST_THEME, LONGEST_TEXT, LONGEST_REASON = 20, 160, 60, 4000, 1000  # characters
LONGEST_OFFICE, LONGEST_UNIT, LONGEST_PERIOD, LONGEST_TAG = 200, 120, 40, 40
MOST_MONTHS, MOST_ADDRESSES, MOST_TAGS, MOST_NUMBER = 120, 10, 10, 9999
DIGITS, DECIMALS = 18, 4  # of a result
LEVELS = range(1, 6)
REREAD_AFTER = 24  # months
TAKEN_CODES = ("datos", "nueva")  # what stands where practices do, and is none


class CostBand(TextChoices):
    """What it cost beyond the salaries that were paid anyway, in pesos."""

    NONE = "sin_costo", "Sin costo adicional"
    UNDER_20 = "menos_de_20", "Menos de 20 millones de pesos"
    UNDER_100 = "20_a_100", "De 20 a 100 millones de pesos"
    UNDER_500 = "100_a_500", "De 100 a 500 millones de pesos"
    MORE = "mas_de_500", "Más de 500 millones de pesos"


class Licence(TextChoices):
    BY = "CC BY 4.0", "CC BY 4.0"
    BY_SA = "CC BY-SA 4.0", "CC BY-SA 4.0"
    ZERO = "CC0 1.0", "CC0 1.0"


LICENCE_ADDRESSES = {
    Licence.BY: "https://creativecommons.org/licenses/by/4.0/deed.es",
    Licence.BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/deed.es",
    Licence.ZERO: "https://creativecommons.org/publicdomain/zero/1.0/deed.es",
}


class PracticeState(TextChoices):
    DRAFT = "borrador", "Borrador"
    IN_REVIEW = "en_revision", "Espera revisión"
    REVIEWED = "revisada", "Revisada"
    PUBLISHED = "publicada", "Publicada"
    WITHDRAWN = "retirada", "Retirada"


class Party(TextChoices):
    MUNICIPALITY = "municipality", "Municipio"
    REVIEWER = "reviewer", "Revisión editorial"


S = PracticeState
WRITER, REVIEWER = "Enlace municipal", "Revisión editorial"
PROCESS = Process(
    title="A good practice",
    states=S,
    initial=S.DRAFT,
    steps=(
        Step(S.DRAFT, S.IN_REVIEW, "practice.submitted", WRITER, "La ficha está completa."),
        Step(S.IN_REVIEW, S.DRAFT, "practice.returned", REVIEWER, "Falta algo, con su razón."),
        Step(S.IN_REVIEW, S.REVIEWED, "practice.reviewed", REVIEWER, "La leyó quien no la escribió."),
        Step(S.REVIEWED, S.PUBLISHED, "practice.published", WRITER, "Queda como versión que no cambia."),
        *(Step(state, S.DRAFT, "practice.revised", WRITER, "Escribe la versión siguiente; la pública queda como está.")
          for state in (S.IN_REVIEW, S.REVIEWED, S.PUBLISHED)),
        *(Step(state, S.WITHDRAWN, "practice.withdrawn", f"{WRITER}, {REVIEWER.lower()}", "Con su razón, que se publica.")
          for state in S if state != S.WITHDRAWN),
    ),
    waits_for={S.DRAFT: Party.MUNICIPALITY, S.IN_REVIEW: Party.REVIEWER, S.REVIEWED: Party.MUNICIPALITY},
)  # fmt: skip

# Labels of this app's actions in the audit log.
ACTS = {
    "practice.confirmed": "Práctica leída otra vez: sigue vigente",
    "practice.imported": "Práctica cargada desde un archivo",
    "practice.proposed": "Práctica escrita",
    "practice.published": "Práctica publicada",
    "practice.returned": "Práctica devuelta a quien la escribió",
    "practice.reviewed": "Práctica revisada",
    "practice.revised": "Versión siguiente de una práctica empezada",
    "practice.rewritten": "Práctica corregida",
    "practice.submitted": "Práctica enviada a revisión",
    "practice.withdrawn": "Práctica retirada",
}
ACT_DETAILS = {"edition": "versión publicada"}
PRACTICE = "practice"  # kind of the trace
STEPS = {
    "practice.published": "Publicada",
    "practice.confirmed": "Leída otra vez: sigue vigente",
    "practice.withdrawn": "Retirada",
}

# What a practice must say before anybody reviews it, in the words of its form.
COMPULSORY = {
    "theme": "tema",
    "problem": "el problema",
    "what_was_done": "qué se hizo",
    "cost_band": "cuánto costó",
    "months": "cuánto tardó",
    "result_number": "el resultado, con un número",
    "result_unit": "qué cuenta ese número",
    "result_period": "de qué periodo es el número",
    "conditions": "qué hace falta para repetirla",
    "what_failed": "qué falló",
    "contact_office": "la dependencia que responde preguntas",
}

OWN = NotificationKind(
    "practice", "Buenas prácticas de su municipio", DeliveryMode.AT_ONCE, position=642,
    permissions=(Permission.WRITE_PRACTICES,),
)  # fmt: skip
TO_REVIEW = NotificationKind(
    "practice_review", "Buenas prácticas por revisar", DeliveryMode.DIGEST, position=643,
    permissions=(Permission.REVIEW_PRACTICES,),
)  # fmt: skip
_CODE = Placeholder("codigo", "el código de la práctica", "BP-014", True)
_TITLE = Placeholder("titulo", "qué se hizo", "Responder en una hoja qué pasó con cada aporte")
WAITING_TOLD = notice_text(
    "advisory", "practice-waiting", TO_REVIEW, "Práctica por revisar", "quienes revisan buenas prácticas.",
    _CODE, _TITLE, Placeholder("municipio", "el municipio que la escribió", "un municipio"),
)  # fmt: skip
DECIDED_TOLD = notice_text(
    "advisory", "practice-decided", OWN, "Decisión sobre una práctica", "quienes escriben prácticas de su municipio.",
    _CODE, _TITLE, Placeholder("que", "qué se decidió", "ya se puede publicar", True),
)  # fmt: skip
NOTICE_TEXTS = (WAITING_TOLD, DECIDED_TOLD)
