"""data/indicators/*.yaml → sheets of indicators. Each fault is named by its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.documents.fields import Fields, code_key, decimal_text, refuse
from core.documents.nodes import place_of
from core.documents.yaml_text import read_document
from core.refusals import Refusal
from followup.indicators.choices import (
    LARGEST_BOUND,
    LARGEST_TOLERANCE,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DECIMALS,
)
from followup.rules.periods import Every
from followup.rules.sheets import (
    DEFAULT_COVERAGE,
    DEFAULT_DECIMALS,
    DEFAULT_LAG,
    FACTORS,
    PEOPLE,
    Direction,
    OverMunicipalities,
    OverTime,
    default_tolerance,
)

MOST_SHEETS = 500


@dataclass(frozen=True)
class SheetFields:
    """Columns of models.IndicatorSheet, as they stand in a file."""

    code: str
    version: int
    name: str
    formula: str
    unit: str
    factor: int
    decimals: int
    source: str
    every: str
    direction: str
    over_time: str
    over_municipalities: str
    tolerance: Decimal
    lag_days: int
    min_n: int
    min_coverage: int
    low: Decimal | None
    high: Decimal | None
    has_denominator: bool
    owner: str
    limits: str


def read_sheets(files: Mapping[str, str]) -> list[SheetFields]:
    """Return the sheet of each file, by code. `files`: text by name. Raises Refusal with a line for each faulty file."""
    if not files:
        raise Refusal("La carpeta no tiene fichas: se esperaba un archivo .yaml o .yml por indicador.")
    if len(files) > MOST_SHEETS:
        raise Refusal(f"La carpeta tiene más de {MOST_SHEETS} fichas.")
    sheets: dict[str, SheetFields] = {}
    problems: list[str] = []
    for name, text in sorted(files.items()):
        try:
            sheet = _sheet(read_document(text, "una ficha de indicador"))
            if same := sheets.get(code_key(sheet.code)):
                raise Refusal(f"el indicador {same.code} ya está en otro archivo.")
            sheets[code_key(sheet.code)] = sheet
        except Refusal as fault:
            problems.append(f"{name}, {fault.message}")
    if problems:
        raise Refusal("Las fichas no se cargaron.", details=problems)
    return sorted(sheets.values(), key=lambda sheet: sheet.code)


def _sheet(root: Any) -> SheetFields:
    f = Fields(root, "la ficha")
    unit, has_denominator = f.text("unit", limit=40), f.boolean("denominator")
    low, high = _bounds(f)
    sheet = SheetFields(
        code=_code(f), version=f.integer("version", low=1, high=999), name=f.text("name", limit=LONGEST_NAME),
        formula=f.text("formula", limit=LONGEST_TEXT), unit=unit, factor=_factor(f),
        decimals=f.integer("decimals", DEFAULT_DECIMALS, high=MOST_DECIMALS), source=f.text("source", limit=LONGEST_TEXT),
        every=f.choice("period", list(Every)), direction=f.choice("direction", list(Direction)),
        over_time=f.choice("over_time", list(OverTime)),
        over_municipalities=f.choice("over_municipalities", list(OverMunicipalities)),
        tolerance=_number(f, "tolerance", Decimal(default_tolerance(unit))),
        lag_days=f.integer("lag_days", DEFAULT_LAG, high=730), min_n=f.integer("min_n", 0),
        min_coverage=f.integer("min_coverage", DEFAULT_COVERAGE, high=100), low=low, high=high,
        has_denominator=has_denominator, owner=f.text("owner", limit=LONGEST_NAME), limits=f.text("limits", limit=LONGEST_TEXT),
    )  # fmt: skip
    f.done()
    _fit_together(f, sheet)
    return sheet


def _fit_together(f: Fields, sheet: SheetFields) -> None:
    if sheet.has_denominator and sheet.over_time == OverTime.SUM:
        refuse(f.place("over_time"), "«suma» es de lo que se cuenta sin denominador; con él se usa «razón de sumas»")
    if not sheet.has_denominator and OverTime.RATIO in (sheet.over_time, sheet.over_municipalities):
        refuse(f.place("denominator"), "«razón de sumas» necesita denominador")
    if sheet.has_denominator and sheet.over_municipalities == OverMunicipalities.SUM:
        refuse(
            f.place("over_municipalities"),
            "«suma» es de lo que se cuenta sin denominador; con él se usa «razón de sumas»",
        )
    if sheet.min_n and not sheet.has_denominator:
        refuse(f.place("min_n"), "«min_n» es el mínimo del denominador, y esta ficha no lleva denominador")
    if sheet.unit == PEOPLE and sheet.factor != 1:
        refuse(f.place("factor"), "lo que se cuenta en personas lleva factor 1")


def _code(f: Fields) -> str:
    code = f.code()
    if len(code) > LONGEST_CODE:
        refuse(f.place("code"), f"el código tiene {len(code)} letras; el máximo es {LONGEST_CODE}")
    return code


def _factor(f: Fields) -> int:
    factor = f.integer("factor", 1)
    if factor not in FACTORS:
        refuse(f.place("factor"), f"«factor» debe ser 1, 100 o 1000, y dice {factor}")
    return factor


def _number(f: Fields, key: str, default: Decimal) -> Decimal:
    value = f.get(key, None)
    return default if value is None else _decimal(value, f, key, 0, LARGEST_TOLERANCE)


def _bounds(f: Fields) -> tuple[Decimal | None, Decimal | None]:
    nodes = f.items("bounds", None, least=2)
    if nodes is None:
        return None, None
    if len(nodes) > 2:
        refuse(f.place("bounds"), "«bounds» son dos números: el menor y el mayor valor posible")
    low, high = (_decimal(node, f, "bounds", -LARGEST_BOUND, LARGEST_BOUND) for node in nodes)
    if low >= high:
        refuse(f.place("bounds"), "en «bounds» el primer número debe ser menor que el segundo")
    return low, high


def _decimal(node: Any, f: Fields, key: str, low: int, high: int) -> Decimal:
    place = place_of(node, f.place(key))
    number = Decimal(decimal_text(node, place, f"«{key}»", low, high))
    if -int(number.as_tuple().exponent) > MOST_DECIMALS:
        refuse(place, f"«{key}» tiene más de {MOST_DECIMALS} decimales")
    return number
