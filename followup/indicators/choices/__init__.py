"""States, words and limits of indicators."""

from django.db.models import TextChoices

from core.process.steps import Process, Step
from followup.rules.periods import Every
from followup.rules.sheets import Direction, OverMunicipalities, OverTime

LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT = 20, 200, 2000
LONGEST_PERIOD, LONGEST_NOTE, LONGEST_REASON, LONGEST_OFFICE = 40, 1000, 500, 200
MOST_DECIMALS, MOST_DIGITS = 6, 24  # of a numerator, a denominator or a target; digits count those decimals
MOST_FIGURES = 15  # of a number that somebody types or a file brings: what every database keeps as it was written
APPROVAL_DAYS = 10  # working days
LARGEST_TOLERANCE, LARGEST_BOUND = 100_000, 10**9  # what their columns hold, with those decimals
EVERY = [
    (Every.CYCLE, "ciclo de diagnóstico"), (Every.QUARTER, "trimestre"), (Every.HALF, "semestre"), (Every.YEAR, "año"),
]  # fmt: skip
DIRECTIONS = [(Direction.UP, "mejor si sube"), (Direction.DOWN, "mejor si baja")]
OVER_TIME = [(one.value, one.value) for one in OverTime]
OVER_MUNICIPALITIES = [(one.value, one.value) for one in OverMunicipalities]


class MeasurementState(TextChoices):
    DRAFT = "borrador", "Sin enviar"
    SENT = "enviada", "Espera aprobación"
    RETURNED = "devuelta", "Devuelta con razones"
    APPROVED = "aprobada", "Aprobada"


class UploadKind(TextChoices):
    """What a file of the browser brings."""

    MEASUREMENTS = "mediciones", "Mediciones"
    TARGETS = "metas", "Metas y líneas base"


class MeasurementParty(TextChoices):
    MUNICIPALITY = "municipality", "Alcaldía"
    METROPOLITAN = "metropolitan", "Equipo metropolitano"


S = MeasurementState
TOWN_HALL, METROPOLITAN = "Alcaldía", "Equipo metropolitano"
PROCESS = Process(
    title="A measurement of an indicator",
    states=S,
    initial=S.DRAFT,
    steps=(
        Step(S.DRAFT, S.SENT, "measurement.sent", TOWN_HALL, "Tiene su número y, si la ficha lo pide, su denominador.",
             in_time=False),
        Step(S.RETURNED, S.SENT, "measurement.sent", TOWN_HALL, "Corrigió lo que se le dijo.", in_time=False),
        Step(S.SENT, S.RETURNED, "measurement.returned", METROPOLITAN, "Algo no se entiende o no se sustenta, con su razón.",
             in_time=False),
        Step(S.SENT, S.APPROVED, "measurement.approved", METROPOLITAN, "La aprueba quien no la escribió ni la envió.",
             in_time=False),
        Step(S.APPROVED, S.DRAFT, "measurement.reopened", METROPOLITAN,
             "Hay que corregirla, con su razón; el valor aprobado sigue público hasta que se apruebe otro.", in_time=False),
    ),
    terms={S.SENT: APPROVAL_DAYS},
    waits_for={S.DRAFT: MeasurementParty.MUNICIPALITY, S.RETURNED: MeasurementParty.MUNICIPALITY,
               S.SENT: MeasurementParty.METROPOLITAN},
)  # fmt: skip

# Labels of this app's actions in the audit log.
ACTS = {
    "indicator_sheets.loaded": "Fichas de indicadores cargadas",
    "measurement.approved": "Medición aprobada",
    "measurement.counted": "Medición contada por el portal",
    "measurement.imported": "Medición cargada desde un archivo",
    "measurement.reopened": "Medición aprobada abierta para corregirla",
    "measurement.returned": "Medición devuelta con razones",
    "measurement.saved": "Medición escrita",
    "measurement.sent": "Medición enviada a aprobar",
    "period.locked": "Periodo de medición cerrado",
    "period.unlocked": "Periodo de medición abierto otra vez",
    "target.set": "Meta de un indicador puesta",
}
