"""Cases of follow-up for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from diagnostics.results.queries.improvement.indicators import measured_rounds
from followup.indicators.models import ApprovedValue, IndicatorSheet
from notices.models import Delivery, Notification
from notices.models import News as Told
from territory.models import Municipality
from tests.factories.followup import make_commitment, make_sheet
from tests.factories.notices import make_subscription

DAY = timedelta(days=1)


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


def followers_are_told_of_commitments(portal: Any) -> Iterator[None]:
    here, elsewhere = Municipality.objects.in_river_order()[:2]
    days = {"start": portal.today - 9 * DAY, "accepted_on": portal.today - 9 * DAY}
    make_commitment(here, code="BEAT-1", milestones=[(portal.today - 2 * DAY, None)], **days)
    reader = make_subscription(here)
    make_subscription(elsewhere)
    yield
    told = Told.objects.get(key=f"commitment:BEAT-1:{portal.today - DAY}")
    assert told.lines == ["Pasó de «en marcha» a «en riesgo»."]
    assert [one.subscription for one in Delivery.objects.filter(news=told)] == [reader]
    assert portal.result == 1


def who_writes_is_reminded(portal: Any) -> Iterator[None]:
    liaison = portal.person("liaison")
    home = Municipality.objects.get(memberships__user=liaison)
    coming = [(portal.today + days * DAY, None) for days in (7, 8)]
    make_commitment(home, code="BEAT-2", milestones=coming, accepted_on=portal.today - DAY)
    before = Notification.objects.count()
    yield
    (told,) = Notification.objects.filter(user=liaison, key=f"followup-due:{portal.today}")
    assert "BEAT-2 «Contar qué pasó con los aportes»: evidencia del hito 1, «Hito 1»" in told.body
    assert "Hito 2" not in told.body
    assert portal.result == Notification.objects.count() - before >= 1


CASES: dict[str, Callable[..., Iterator[None]]] = {
    "count-indicators": published_scores_become_values, "tell-of-commitments": followers_are_told_of_commitments,
    "remind-of-due-dates": who_writes_is_reminded,
}  # fmt: skip
