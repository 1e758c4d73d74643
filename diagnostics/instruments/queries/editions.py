from dataclasses import dataclass

from django.db.models import Count

from diagnostics.instruments.models import InstrumentVersion
from diagnostics.scoring.instrument import Instrument


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


def way_back(
    versions: list[InstrumentVersion], now: InstrumentVersion, then: InstrumentVersion
) -> list[InstrumentVersion]:
    """Return the editions from the one before `now` back to `then`, without those in between that no round could use."""
    if now.pk == then.pk:
        return []
    between = [v for v in versions if v.is_frozen and then.order < v.order < now.order]
    return [*sorted(between, key=lambda version: version.order, reverse=True), then]


def parsed_in_order(versions: list[InstrumentVersion]) -> list[Instrument]:
    """Return the editions parsed; the documents that this process has not read yet come in one query."""
    unread = [version.pk for version in versions if not version.is_parsed]
    read_now = InstrumentVersion.objects.in_bulk(unread) if unread else {}
    return [read_now.get(version.pk, version).parsed for version in versions]


def editions_back(now: InstrumentVersion, then: InstrumentVersion) -> list[Instrument]:
    """Return what `scoring.equivalence.match` takes from one edition back to another; nothing within one.

    No query within one edition, otherwise one or two.
    """
    if now.pk == then.pk:
        return []
    every = InstrumentVersion.objects.light().filter(instrument=now.instrument_id)
    return parsed_in_order(way_back(list(every), now, then))
