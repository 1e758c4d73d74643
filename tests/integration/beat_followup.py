"""Cases of follow-up for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from notices.models import Delivery
from notices.models import News as Told
from territory.models import Municipality
from tests.factories.followup import make_commitment
from tests.factories.notices import make_subscription

DAY = timedelta(days=1)


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


CASES: dict[str, Callable[[Any], Iterator[None]]] = {"tell-of-commitments": followers_are_told_of_commitments}
