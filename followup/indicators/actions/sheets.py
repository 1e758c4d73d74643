"""The sheets of data/indicators as rows."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from core import audit
from core.documents.fields import code_key
from core.refusals import Refusal
from followup.indicators.loaders.sheets import SheetFields
from followup.indicators.models import IndicatorSheet

COLUMNS = [one.name for one in fields(SheetFields)]


@transaction.atomic
def load_sheets(*, sheets: Sequence[SheetFields], at: datetime, by=None) -> int:
    """Add the versions that are not stored yet; return how many. The same files again change nothing.

    A stored version never changes. Refuses another content under its number, and a version below the one in force.
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
        elif row is None:
            new.append(IndicatorSheet(**asdict(sheet), loaded_at=at))
        elif changed := [name for name in COLUMNS if getattr(row, name) != getattr(sheet, name)]:
            problems.append(
                f"{sheet.code}: la versión {sheet.version} ya se cargó y no cambia; súbale el número ({', '.join(changed)})."
            )
    if problems:
        raise Refusal("Las fichas no se cargaron.", details=problems)
    IndicatorSheet.objects.bulk_create(new)
    for row in new:
        audit.record(by=by, verb="indicator_sheets.loaded", target=row, at=at)
    return len(new)
