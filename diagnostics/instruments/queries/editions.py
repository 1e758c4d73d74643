from dataclasses import dataclass

from django.db.models import Count

from diagnostics.instruments.models import InstrumentVersion


@dataclass(frozen=True)
class Edition:
    version: InstrumentVersion
    questions: int
    rounds: int


def editions() -> list[Edition]:
    """Return every edition, the newest of each instrument first (one query)."""
    rows = (
        InstrumentVersion.objects.light()
        .select_related("instrument")
        .annotate(asked=Count("questions", distinct=True), used=Count("rounds", distinct=True))
    )
    found = [Edition(row, row.asked, row.used) for row in rows]
    by_number = sorted(found, key=lambda edition: edition.version.order, reverse=True)
    return sorted(by_number, key=lambda edition: edition.version.instrument.code)


def numbers_in_use() -> dict[str, set[str]]:
    """Return the version numbers of published editions, by instrument (one query)."""
    found: dict[str, set[str]] = {}
    rows = InstrumentVersion.objects.filter(frozen_at__isnull=False)
    for code, number in rows.values_list("instrument__code", "version"):
        found.setdefault(code, set()).add(number)
    return found
