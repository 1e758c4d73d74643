"""The stored commitments as the columns of their file say them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from followup.commitments.choices import NewsKind
from followup.commitments.exports.columns import NO_REASON, OriginFields, milestones_cell
from followup.commitments.models import Commitment, News


def for_file(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Fetch what the columns say. Six queries, however many there are."""
    reasons = News.objects.filter(kind=NewsKind.REASON).order_by("at", "pk")
    return rows.with_parts().prefetch_related(  # type: ignore[attr-defined]
        Prefetch("news", reasons, to_attr="reasons"), "origin__municipality"
    )


def file_row(one: Commitment) -> dict[str, str]:
    """`one`: of `for_file`. No query."""
    reading = getattr(one, "second_reading", None)
    return {
        "code": one.code, "title": one.title, "origin": origin_cell(one),
        "municipalities": ";".join(sorted(place.divipola for place in one.municipalities.all())), "office": one.office,
        "contact": one.contact, "agreed_on": _day(one.accepted_on), "start": _day(one.start), "end": _day(one.end),
        "original_end": _day(one.original_end), "cadence": one.cadence,
        "milestones": milestones_cell(
            [(step.title, _day(step.due_on), _day(step.done_on)) for step in one.milestones.all()]
        ),
        "closing": reading.completion if reading else "", "closed_on": _day(reading.closed_on) if reading else "",
        "reason": reason_of(one),
    }  # fmt: skip


def origin_cell(one: Commitment) -> str:
    origin = getattr(one, "origin", None)
    if origin is None:
        return ""
    place = origin.municipality.divipola if origin.municipality else ""
    return str(OriginFields(origin.kind, origin.process, origin.key, place))


def reason_of(one: Commitment) -> str:
    """Return why it was not fulfilled, as the office published it last; else why it changed last."""
    told: Iterable[News] = one.reasons  # type: ignore[attr-defined]
    if texts := [news.text for news in told]:
        return texts[-1]
    reasons = [version.reason for version in one.versions.all() if version.reason and version.reason != NO_REASON]
    return reasons[-1] if reasons else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
