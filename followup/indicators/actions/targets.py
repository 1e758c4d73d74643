"""Setting what a municipality, or the valley, means to reach, and where it began."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from core import audit
from core.refusals import Refusal, Stale
from followup.indicators.actions.measurements import number_fault, sheet_in_force
from followup.indicators.actions.periods import held, period_of, require_manager
from followup.indicators.models import Indicator, IndicatorSheet, Target
from followup.indicators.queries.targets import mark_of, targets_of
from followup.rules.sheets import OverMunicipalities
from territory.models import Municipality


class WrongTarget(Refusal):
    """A target has the decimals of its sheet, and the valley one only where it has a value."""


@dataclass(frozen=True)
class Aimed:
    """What is meant for one row of the table. Both empty: no target."""

    target: Decimal | None = None
    baseline: Decimal | None = None


@transaction.atomic
def set_target(
    *, indicator: Indicator, municipality: Municipality | None, period: str, aimed: Aimed, by: User, at: datetime
) -> None:
    """Set the target of one municipality, or of the valley (None). Refuses as `set_targets`."""
    set_targets(indicator=indicator, period=period, aimed={municipality: aimed}, by=by, at=at)


@transaction.atomic
def set_targets(
    *,
    indicator: Indicator,
    period: str,
    aimed: Mapping[Municipality | None, Aimed],
    by: User,
    at: datetime,
    seen: str | None = None,
) -> int:
    """Set the targets of a period by municipality (None: the valley); return how many changed. The same again changes nothing.

    `seen`: the mark of the table that was read (queries.targets.mark_of). Refuses MayNotManage, PeriodDoesNotFit, WrongTarget,
    Stale.
    """
    require_manager(by)
    sheet = sheet_in_force(indicator)
    found = held(period_of(period, sheet, or_year=True))  # two tables of one period come one after the other
    _require_fit(sheet, aimed)
    rows = {row.municipality_id: row for row in targets_of(indicator.code, found.code)}
    changed = {place: one for place, one in aimed.items() if _differs(rows.get(place.pk if place else None), one)}
    if changed and seen is not None and seen != mark_of(rows.values()):
        raise Stale(
            "Otra persona cambió estas metas mientras usted escribía. Mire qué dicen ahora; lo suyo sigue aquí."
        )
    for place, one in changed.items():
        row = rows.get(place.pk if place else None) or Target(indicator=indicator, municipality=place, period=found)
        _write(row, one, by, at)
    return len(changed)


def _write(row: Target, one: Aimed, by: User, at: datetime) -> None:
    row.target, row.baseline, row.set_at = one.target, one.baseline, at
    is_gone = one.target is None and one.baseline is None
    data = {name: None if number is None else f"{number.normalize():f}" for name, number in vars(one).items()}
    if not is_gone:
        row.save()
    audit.record(by=by, verb="target.set", target=row, at=at, scope=row.municipality, data=data)
    if is_gone:
        row.delete()


def _differs(row: Target | None, one: Aimed) -> bool:
    return (one.target, one.baseline) != ((row.target, row.baseline) if row else (None, None))


def _require_fit(sheet: IndicatorSheet, aimed: Mapping[Municipality | None, Aimed]) -> None:
    wrong: dict[str, list[str]] = {}
    for place, one in aimed.items():
        for name, number in vars(one).items():
            if number is not None and (fault := _fault(sheet, number)):
                wrong[f"{name}-{place.pk if place else 'valle'}"] = [fault]
    if wrong:
        raise WrongTarget(next(iter(wrong.values()))[0], fields=wrong)
    valley = aimed.get(None, Aimed())
    if sheet.over_municipalities == OverMunicipalities.NONE and valley != Aimed():
        raise WrongTarget(f"{sheet.code} no tiene valor del valle, así que tampoco meta del valle.")


def _fault(sheet: IndicatorSheet, number: Decimal) -> str:
    if fault := number_fault(number):
        return fault
    if number != number.quantize(Decimal(1).scaleb(-sheet.decimals)):
        return f"Lleva hasta {sheet.decimals} decimales, como el valor." if sheet.decimals else "Va sin decimales."
    return ""
