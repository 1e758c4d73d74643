"""Words and limits of indicators."""

from followup.rules.periods import Every
from followup.rules.sheets import Direction, OverMunicipalities, OverTime

LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT = 20, 200, 2000
MOST_DECIMALS = 6
LARGEST_TOLERANCE, LARGEST_BOUND = 100_000, 10**9  # what their columns hold, with those decimals
EVERY = [
    (Every.CYCLE, "ciclo de diagnóstico"), (Every.QUARTER, "trimestre"), (Every.HALF, "semestre"), (Every.YEAR, "año"),
]  # fmt: skip
DIRECTIONS = [(Direction.UP, "mejor si sube"), (Direction.DOWN, "mejor si baja")]
OVER_TIME = [(one.value, one.value) for one in OverTime]
OVER_MUNICIPALITIES = [(one.value, one.value) for one in OverMunicipalities]

ACTS = {"indicator_sheets.loaded": "Fichas de indicadores cargadas"}
