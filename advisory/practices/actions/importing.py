"""Practices of a file: all of them or none. They wait for their review as any other; what is stored is never written over."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from advisory.practices.choices import PracticeState
from advisory.practices.exports.columns import CONTENT
from advisory.practices.loaders.practices import PracticeFields
from advisory.practices.models import Practice
from advisory.practices.queries.exported import cells, documented
from core import audit
from core.documents.fields import code_key
from core.tables import refuse_all
from territory.models import Municipality

BATCH = 500
S = PracticeState


@transaction.atomic
def import_practices(*, name: str, rows: Sequence[PracticeFields], at: datetime) -> int:
    """Store the practices that are new and return how many. The same row again changes nothing.

    Refuses, with nothing stored, another content under a code that exists, naming what differs.
    """
    # Locked, so that the same file loaded twice at once is stored once: the second one finds the rows of the first.
    places = {place.divipola: place for place in Municipality.objects.select_for_update().order_by("pk")}
    stored = {one.code: one for one in Practice.objects.with_context()}
    alike = {code_key(code): code for code in stored}
    wanted = [(row, _practice(row, places[row.municipality], at)) for row in rows]
    faults = [(row, _fault(one, stored, alike)) for row, one in wanted]
    refuse_all([f"línea {row.line}: {fault}" for row, fault in faults if fault], name=name)
    made = Practice.objects.bulk_create([one for _, one in wanted if one.code not in stored], batch_size=BATCH)
    audit.record_many([audit.entry_of(by=None, verb="practice.imported", target=one, at=at) for one in made])
    return len(made)


def _practice(row: PracticeFields, place: Municipality, at: datetime) -> Practice:
    return Practice(
        code=row.code, municipality=place, state=S.IN_REVIEW, state_since=at, proposed_at=at, **row.said
    )  # fmt: skip


def _fault(one: Practice, stored: dict[str, Practice], alike: dict[str, str]) -> str:
    """What is wrong with a row beside what is stored."""
    if (known := stored.get(one.code)) is None:
        other = alike.get(code_key(one.code))
        return (
            f"el código {one.code} solo se diferencia por las mayúsculas de {other}, que ya existe; use otro"
            if other
            else ""
        )
    if known.state == S.WITHDRAWN:
        return f"{one.code} se retiró: escríbala con otro código"
    text = known.current if known.state == S.DRAFT and known.current is not None else known
    before, now = cells(documented(text, known)), cells(documented(one, one))
    differ = [
        f"{column} era «{before[column][:60]}» y ahora dice «{now[column][:60]}»"
        for column in CONTENT
        if before[column] != now[column]
    ]
    return f"{one.code} ya existe con otro contenido ({'; '.join(differ)}); se cambia en el portal" if differ else ""
