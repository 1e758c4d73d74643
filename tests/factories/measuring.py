"""Measurements as people write, send and approve them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from followup.indicators.actions import approving, measurements
from followup.indicators.actions.measurements import Said
from followup.indicators.models import Indicator, Measurement
from territory.models import Municipality

AT = datetime(2026, 10, 12, 15, tzinfo=UTC)  # 2026-T3 has ended and is due on 30 October
PERIOD = "2026-T3"
NUMBERS = {"numerator": Decimal(1148), "denominator": Decimal(1256), "note": "Informe de PQRSD, página 4"}


def said(**changes: Any) -> Said:
    return Said(**NUMBERS | changes)


def write(
    place: Municipality, by, *, act=measurements.save_draft, seen: int | None = None, period: str = PERIOD,
    code: str = "IND-03", at: datetime = AT, **changes: Any,
) -> Measurement:  # fmt: skip
    """Save a draft, or send it. `seen`: what stands, unless said."""
    rows = Measurement.objects.filter(indicator__code=code, municipality=place, period__code=period)
    version = rows.values_list("version", flat=True).first() or 0
    return act(
        indicator=Indicator.objects.get(code=code), municipality=place, period=period, said=said(**changes),
        seen=version if seen is None else seen, by=by, at=at,
    )  # fmt: skip


def send(place: Municipality, by, **changes: Any) -> Measurement:
    return write(place, by, act=measurements.send, **changes)


def approve(row: Measurement, by, at: datetime = AT):
    row.refresh_from_db()
    return approving.approve(measurement=row, seen=row.version, by=by, at=at)


def reopen(row: Measurement, by, at: datetime = AT, reason: str = "El informe tenía un error.") -> Measurement:
    row.refresh_from_db()
    return approving.reopen(measurement=row, reason=reason, seen=row.version, by=by, at=at)


def give_back(row: Measurement, by, at: datetime = AT, reason: str = "Falta el informe.") -> Measurement:
    row.refresh_from_db()
    return approving.give_back(measurement=row, reason=reason, seen=row.version, by=by, at=at)
