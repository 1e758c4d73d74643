"""The sheets of data/indicators as rows."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from core import audit
from core.documents.fields import code_key
from core.refusals import Refusal
from followup.indicators.loaders.sheets import SheetFields
from followup.indicators.models import Indicator, IndicatorSheet

COLUMNS = [one.name for one in fields(SheetFields)]


@transaction.atomic
def load_sheets(*, sheets: Sequence[SheetFields], at: datetime, by=None) -> int:
    """Add the versions that are not stored yet; return how many. The same files again change nothing.

    A stored version never changes. Refuses another content under its number, a version below the one in force, and one that is
    measured in other periods, or with a denominator where there was none: the series would break.
    """
    stored = {(row.code, row.version): row for row in IndicatorSheet.objects.select_for_update()}
    newest: dict[str, int] = {}
    written = {code_key(code): code for code, _ in stored}
    for code, version in stored:
        newest[code] = max(version, newest.get(code, 0))
    new, problems = [], []
    for sheet in sheets:
        row = stored.get((sheet.code, sheet.version))
        if (known := written.get(code_key(sheet.code), sheet.code)) != sheet.code:
            problems.append(
                f"{sheet.code}: solo se diferencia por las mayúsculas de {known}, que ya se cargó; use ese código."
            )
        elif row is None and sheet.version < newest.get(sheet.code, 0):
            problems.append(f"{sheet.code}: rige la versión {newest[sheet.code]}; una nueva lleva un número mayor.")
        elif row is None and (broken := _breaks(sheet, stored.get((sheet.code, newest.get(sheet.code, 0))))):
            problems.append(
                f"{sheet.code}: «{broken}» no cambia de una versión a otra, porque cortaría la serie; use un código nuevo."
            )
        elif row is None:
            new.append(IndicatorSheet(**asdict(sheet), loaded_at=at))
        elif changed := [name for name in COLUMNS if getattr(row, name) != getattr(sheet, name)]:
            problems.append(
                f"{sheet.code}: la versión {sheet.version} ya se cargó y no cambia; súbale el número ({', '.join(changed)})."
            )
    if problems:
        raise Refusal("Las fichas no se cargaron.", details=problems)
    Indicator.objects.bulk_create([Indicator(code=row.code) for row in new], ignore_conflicts=True)
    IndicatorSheet.objects.bulk_create(new)
    for row in new:
        audit.record(by=by, verb="indicator_sheets.loaded", target=row, at=at)
    return len(new)


def _breaks(sheet: SheetFields, before: IndicatorSheet | None) -> str:
    """Return the key of the file that would make the values of both versions incomparable; "" if there is none."""
    if before is None:
        return ""
    if sheet.every != before.every:
        return "period"
    return "" if sheet.has_denominator == before.has_denominator else "denominator"
