"""Cases of follow-up for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from typing import Any

from diagnostics.results.queries.improvement.indicators import measured_rounds
from followup.indicators.models import ApprovedValue, IndicatorSheet
from territory.models import Municipality
from tests.factories.followup import make_sheet


def published_scores_become_values(portal: Any) -> Iterator[None]:
    if not IndicatorSheet.objects.filter(code="IND-01").exists():
        make_sheet(
            code="IND-01",
            every="cycle",
            over_time="último valor",
            over_municipalities="ninguno",
            has_denominator=False,
            factor=1,
        )
    before = ApprovedValue.objects.count()
    yield
    rounds = {one.round.code: one for _, one in measured_rounds()}
    values = ApprovedValue.objects.filter(measurement__indicator__code="IND-01").select_related("measurement__period")
    stored = {(one.measurement.period.code, one.measurement.municipality_id): one.numerator for one in values}
    shown = {
        (code, total.municipality_id): total.displayed
        for code, one in rounds.items()
        for total in one.run.totals.filter(partial=False, displayed__isnull=False)
    }
    assert stored == shown
    assert len(shown) > Municipality.objects.count()
    assert portal.result == ApprovedValue.objects.count() - before


CASES: dict[str, Callable[..., Iterator[None]]] = {"count-indicators": published_scores_become_values}
