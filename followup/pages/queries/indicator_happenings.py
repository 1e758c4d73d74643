"""What happened to indicators, newest first: a value was approved or corrected, the sheet changed. For feeds and mails."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from core.numbers import joined
from followup.indicators.models import ApprovedValue, IndicatorSheet
from followup.indicators.queries.series import IndicatorSeries, Series, Value
from followup.indicators.queries.values import NOT_APPLICABLE, period_in_words, with_unit
from followup.pages.queries.happenings import Happening
from followup.pages.queries.values import Approval, approvals_of
from followup.rules.lights import value_of

TOO_FEW = "son muy pocos casos para mostrarlos"
# Fields of a sheet whose changes are no news by themselves.
SILENT = ("id", "code", "version", "loaded_at")


def indicator_happenings(
    found: Sequence[IndicatorSeries], *, since: datetime | None = None
) -> Iterator[tuple[IndicatorSeries, list[Happening]]]:
    """Yield each indicator with what happened to it, or `since` then. Three queries, two more where values have evidence.

    Only values in force are told: the entry of a correction takes the place of what it corrects.
    """
    sheets = IndicatorSheet.objects.filter(code__in=[one.sheet.code for one in found]).order_by("code", "version")
    versions = {code: list(rows) for code, rows in groupby(sheets, key=lambda row: row.code)}
    if since is None:
        values = [value.pk for one in found for series in one.places for value in series.values]
    else:
        values = list(ApprovedValue.objects.filter(approved_at__gte=since).values_list("pk", flat=True))
    approvals = approvals_of(values)
    for one in found:
        told = [*_values(one, approvals), *_sheets(versions[one.sheet.code], since)]
        yield one, sorted(told, key=lambda happening: (happening.at, happening.key), reverse=True)


def _values(indicator: IndicatorSeries, approvals: Mapping[int, Approval]) -> Iterator[Happening]:
    for series in indicator.places:
        for value in series.values:
            if (approval := approvals.get(value.pk)) is not None:
                yield _value(indicator, series, value, approval)


def _value(indicator: IndicatorSeries, series: Series, value: Value, approval: Approval) -> Happening:
    measured, shown = value.measured, value_of(indicator.rules, value.measured)
    if shown is not None:
        said = with_unit(indicator.rules, shown)
    else:
        said = NOT_APPLICABLE.lower() if measured.denominator == 0 else TOO_FEW
    how = f"Se corrigió: {approval.reason}" if approval.number > 1 else "Valor aprobado"
    return Happening(
        f"value-{value.pk}", approval.approved_at, f"{series.place}, {period_in_words(measured.period)}",
        f"{said}. {how.rstrip('.')}.", approval.office, value.is_demo,
    )  # fmt: skip


def _sheets(versions: Sequence[IndicatorSheet], since: datetime | None) -> Iterator[Happening]:
    """The first version is no change; `versions`: oldest first."""
    for before, row in pairwise(versions):
        if since is not None and row.loaded_at < since:
            continue
        names = [
            str(field.verbose_name)
            for field in IndicatorSheet._meta.fields
            if field.name not in SILENT and getattr(before, field.name) != getattr(row, field.name)
        ]
        text = f"Cambió: {joined(names)}." if names else "Dice lo mismo que la anterior."
        yield Happening(f"sheet-{row.version}", row.loaded_at, f"Ficha, versión {row.version}", text)
