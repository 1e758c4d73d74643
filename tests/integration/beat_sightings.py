"""Cases of sightings for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from followup.sightings.choices import SightingState
from followup.sightings.models import Sighting
from notices.models import Notification
from tests.factories.followup import make_commitment
from tests.factories.sightings import make_sighting

DAY = timedelta(days=1)
S = SightingState


def late_ones_are_told(portal: Any) -> Iterator[None]:
    commitment = make_commitment(None, code="CO-BEAT")
    make_sighting(commitment, due_on=portal.today - DAY)
    make_sighting(commitment, state=S.IN_MODERATION, due_on=portal.today)
    since = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    told = set(Notification.objects.filter(pk__gt=since).values_list("user__email", "title"))
    assert told == {("coordinator@demo.example", "Hay relatos con el término vencido")}
    assert portal.result == 1


def texts_and_browsers_are_forgotten(portal: Any) -> Iterator[None]:
    commitment = make_commitment(None, code="CO-BEAT")
    over, kept = (
        make_sighting(commitment, state=S.DECLINED, state_since=portal.moment - days * DAY) for days in (366, 364)
    )
    make_sighting(commitment, at=portal.moment - 40 * DAY, once_hmac="a" * 64)
    make_sighting(commitment, at=portal.moment, once_hmac="b" * 64)
    yield
    assert dict(Sighting.objects.filter(pk__in=[over.pk, kept.pk]).values_list("pk", "text")) == {
        over.pk: "",
        kept.pk: kept.text,
    }
    assert list(Sighting.objects.exclude(once_hmac=None).values_list("once_hmac", flat=True)) == ["b" * 64]
    assert portal.result == 2


CASES = {"forget-sightings": texts_and_browsers_are_forgotten, "warn-of-late-sightings": late_ones_are_told}
