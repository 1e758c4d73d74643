"""What the board of staff reads: eight queries, however many rows there are; one more while there are no sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, Q

from followup.commitments.choices import NewsKind
from followup.commitments.models import Commitment, News
from followup.indicators.models import Measurement
from followup.indicators.queries.series import IndicatorSeries, series_in_force
from followup.indicators.queries.work import waiting
from territory.models import Municipality


@dataclass(frozen=True)
class Board:
    series: Sequence[IndicatorSeries]
    commitments: Sequence[Commitment]
    waiting: Sequence[Measurement]
    places: Sequence[Municipality]


def board() -> Board:
    series = series_in_force()
    places = [one.place for one in series[0].places] if series else Municipality.objects.in_river_order()
    return Board(series, open_commitments(), list(waiting()), [one for one in places if one is not None])


def open_commitments() -> list[Commitment]:
    """Return those without a second reading. Three queries.

    `has_reason`: why it was not kept is told. `asked_at`: since when a change waits.
    """
    told = News.objects.filter(commitment=OuterRef("pk"), kind=NewsKind.REASON)
    rows = Commitment.objects.filter(second_reading=None).select_related("municipality", "second_reading")
    found = rows.annotate(
        has_reason=Exists(told),
        asked_at=Min(
            "change_requests__asked_at", filter=Q(change_requests__decided_at=None, change_requests__withdrawn_at=None)
        ),
    )
    return list(found.prefetch_related("milestones", "lowerings").order_by("end", "code"))
