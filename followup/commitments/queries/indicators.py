"""The indicator that commitments are the source of (core.indicators.sources)."""

from datetime import date

from core.indicators.sources import Count
from followup.commitments.choices import OriginKind
from followup.commitments.models import Commitment
from followup.rules.states import met_original_date
from territory.models import Municipality


def agenda_commitments_in_time(
    municipality: Municipality | None, starts_on: date, ends_on: date, *, is_demo: bool = False
) -> Count:
    """IND-22: of the agenda commitments whose original end lies in the period, those done by it.

    Accepted ones only. `municipality`: who answers for them, so that a shared commitment counts once;
    None: all. Three queries.
    """
    due = Commitment.objects.filter(
        origin__kind=OriginKind.AGREEMENT, original_end__range=(starts_on, ends_on), accepted_on__isnull=False, is_demo=is_demo
    ).select_related("second_reading").prefetch_related("milestones", "lowerings").order_by("pk")  # fmt: skip
    if municipality is not None:
        due = due.filter(municipality=municipality)
    rows = list(due)
    done = sum(met_original_date(one.rules) for one in rows)
    return Count(done, len(rows), tuple(f"commitments.commitment:{one.pk}" for one in rows))
