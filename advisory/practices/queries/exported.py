"""Practices as the columns of their file say them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from advisory.practices.choices import PracticeState
from advisory.practices.exports.columns import NUMBERS, number_cell
from advisory.practices.models import Practice, PracticeText, PracticeVersion
from core.web.addresses import absolute

Row = dict[str, Any]
S = PracticeState


def exportable() -> QuerySet[Practice]:
    """Return the practices that a file may hold: complete ones, and none that was withdrawn."""
    rows = Practice.objects.with_context().exclude(state=S.WITHDRAWN)
    return rows.filter(~Q(state=S.DRAFT) | Q(current__isnull=False)).order_by("code")


def exported(rows: Iterable[Practice]) -> Iterator[Row]:
    """Yield what each says now; of one that is being written again, what is public. `rows`: with_context()."""
    for row in rows:
        is_draft = row.state == S.DRAFT and row.current is not None
        yield documented(row.current if is_draft else row, row)


def documented(said: PracticeText, practice: Practice) -> Row:
    """Return the columns of a text of a practice: lists and numbers as such."""
    version = said if isinstance(said, PracticeVersion) else practice.current
    reviewed = version or practice
    return {
        **said.fields, "code": practice.code, "municipality": practice.municipality.divipola,
        "state": S.PUBLISHED.value if isinstance(said, PracticeVersion) else practice.state,
        "version": version.number if version else None, "reviewed_by": reviewed.reviewed_as,
        "reviewed_on": reviewed.reviewed_on, "published_on": version and timezone.localdate(version.published_at),
        "reread_due_on": practice.reread_due_on, "is_demo": practice.is_demo, "page": absolute(practice.get_absolute_url()),
    }  # fmt: skip


def cells(row: Row) -> dict[str, str]:
    """Return a row as its CSV says it: exact numbers, tags separated by semicolons, addresses by blanks."""
    found = {name: "" if value is None else str(value) for name, value in row.items()}
    found |= {name: number_cell(row[name]) for name in NUMBERS}
    return found | {"tags": ";".join(row["tags"]), "evidence": " ".join(row["evidence"])}
