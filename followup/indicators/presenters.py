"""What pages say of measurements."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.numbers import trimmed
from core.process.deadlines import deadline_words
from core.words import counted, long_day
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions.uploads import Looked
from followup.indicators.choices import MeasurementState, UploadKind
from followup.indicators.models import ApprovedValue, IndicatorSheet, Measurement
from followup.indicators.queries.values import (
    bounds_in_words,
    out_of_bounds,
    period_in_words,
    sum_in_words,
    value_of,
    with_unit,
)
from followup.indicators.queries.work import Expected
from territory.models import Municipality

S = MeasurementState
KINDS = {S.DRAFT: "line", S.SENT: "wait", S.RETURNED: "late", S.APPROVED: "ok"}


@dataclass(frozen=True)
class Tag:
    """State of a measurement, with the kind of its tag."""

    text: str
    kind: str


@dataclass(frozen=True)
class Line:
    """A value that is expected, as the list shows it."""

    one: Expected
    period: str
    tag: Tag
    due: str
    is_late: bool
    value: str
    action: str


@dataclass(frozen=True)
class Sums:
    """What two numbers give. `value`: as shown large; `said`: with how it comes about; `problem`: why it may not be."""

    value: str
    said: str
    problem: str


def tag_of(row: Measurement | None, *, is_closed: bool = False) -> Tag:
    if is_closed and (row is None or row.state != S.APPROVED):
        return Tag("Periodo cerrado", "line")
    if row is None:
        return Tag("Sin escribir", "")
    return Tag(row.get_state_display(), KINDS[S(row.state)])


def line_of(one: Expected, today: date) -> Line:
    row = one.row
    numbers = (row.numerator, row.denominator) if row else (None, None)
    tag = tag_of(row, is_closed=one.closed is not None)
    waits = one.waits_for_town_hall
    due = due_in_words(one, today)
    return Line(
        one, period_in_words(one.period), tag, due, waits and one.days_left(today) < 0,
        sums_of(one.sheet, *numbers).value, "Escribir" if row is None else "Seguir" if waits else "Ver",
    )  # fmt: skip


def due_in_words(one: Expected, today: date) -> str:
    """«Venció el viernes 30 de octubre: hace 3 días», «Vence el …: faltan 18 días»; the day alone once it is sent."""
    day, left = long_day(one.due_on, with_year=one.due_on.year != today.year), one.days_left(today)
    if (one.row is not None and one.row.state in (S.SENT, S.APPROVED)) or one.closed:
        return f"{'Vencía' if left < 0 else 'Vence'} el {day}"
    if not one.has_ended:
        return f"El periodo termina el {long_day(one.period.ends_on)}; vence el {day}"
    if left == 0:
        return "Vence hoy"
    days = counted(abs(left), "día", "días")
    if left < 0:
        return f"Venció el {day}: hace {days}"
    return f"Vence el {day}: {'falta' if left == 1 else 'faltan'} {days}"


def sums_of(sheet: IndicatorSheet, numerator: Decimal | None, denominator: Decimal | None) -> Sums:
    value = value_of(sheet, numerator, denominator)
    said = sum_in_words(sheet, numerator, denominator)
    shown = with_unit(sheet.rules, value) if value is not None else "No aplica" if said else ""
    return Sums(shown, said, out_of_bounds(sheet, numerator, denominator))


@dataclass(frozen=True)
class Earlier:
    """An approved value of another period, or of this one before it is corrected."""

    period: str
    code: str
    value: str
    said: str
    at: date
    is_demo: bool


def earlier_of(value: ApprovedValue, sheet: IndicatorSheet) -> Earlier:
    row = value.measurement
    sums = sums_of(sheet, value.numerator, value.denominator)
    return Earlier(
        period_in_words(row.period.rules), row.period.code, sums.value, sums.said, timezone.localdate(value.approved_at),
        row.is_demo,
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A measurement that waits for approval, as the queue shows it."""

    row: Measurement
    sheet: IndicatorSheet | None
    period: str
    value: str
    due: str
    is_late: bool
    is_own: bool


def waiting_of(row: Measurement, sheet: IndicatorSheet | None, user, today: date) -> Waiting:
    value = sums_of(sheet, row.numerator, row.denominator).value if sheet else ""
    return Waiting(
        row, sheet, period_in_words(row.period.rules), value, deadline_words(row, today), row.is_overdue(today),
        user.pk in (row.written_by_id, row.sent_by_id),
    )  # fmt: skip


def facts_of(sheet: IndicatorSheet) -> list[tuple[str, str]]:
    """The lines of a sheet that who writes or decides must have read."""
    facts = [("Fórmula", sheet.formula), ("Fuente", sheet.source), ("Límites de uso", sheet.limits)]
    bounds = bounds_in_words(sheet)
    return facts + ([("Valores posibles", bounds)] if bounds else []) + [("Responde", sheet.owner)]


def finds_of(evidence: list[FollowupEvidence]) -> list[FollowupEvidence]:
    """The files in which the scan found what looks like personal data, and nobody has said that they are none."""
    return [one for one in evidence if one.is_flagged]


COLUMNS = (
    (
        UploadKind.MEASUREMENTS,
        (
            ("indicator", "Código del indicador", "IND-03"),
            ("municipality", "Código DIVIPOLA del municipio", ""),
            ("period", "Año, semestre o trimestre", "2026-T3"),
            ("numerator", "Lo que se cuenta, con punto para los decimales", "1148"),
            ("denominator", "Sobre cuánto; vacío si la ficha no lo lleva", "1256"),
            ("evidence", "Direcciones, separadas con |", "https://www.municipio.gov.co/informe"),
            ("approved", "«si» cuando ya se aprobó; «no» cuando falta", "si"),
        ),
    ),
    (
        UploadKind.TARGETS,
        (
            ("indicator", "Código del indicador", "IND-03"),
            ("municipality", "Código DIVIPOLA, o valle", "valle"),
            ("period", "Año, semestre o trimestre", "2026"),
            ("baseline", "Línea base; puede ir vacía", "86.9"),
            ("target", "Meta; puede ir vacía", "90"),
        ),
    ),
)
MOST_LINES = 50  # of a file, on the page that shows it


def columns_of_files() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return, for each kind of file, its columns with what they hold and an example; that of the place is a real one."""
    place = Municipality.objects.in_river_order().values_list("divipola", flat=True).first() or ""
    return [(kind.label, [(name, what, example or place) for name, what, example in rows]) for kind, rows in COLUMNS]


def lines_of_file(found: Looked) -> list[tuple[str, str, str, str]]:
    """Return indicator, place, period and numbers of the first rows of a file."""
    names = dict(Municipality.objects.values_list("divipola", "name"))
    return [
        (row.indicator, names.get(row.municipality, row.municipality), row.period.code, _numbers(found.kind, row))
        for row in found.rows[:MOST_LINES]
    ]


def _numbers(kind: UploadKind, row: Any) -> str:
    if kind == UploadKind.TARGETS:
        named = (("meta", row.target), ("línea base", row.baseline))
        return ", ".join(f"{name} {trimmed(number)}" for name, number in named if number is not None)
    quotient = (
        trimmed(row.numerator) if row.denominator is None else f"{trimmed(row.numerator)} de {trimmed(row.denominator)}"
    )
    return quotient if row.is_approved else f"{quotient}, sin aprobar"
