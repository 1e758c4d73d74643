"""What is kept no longer than needed: texts that nobody may read, and what tells that a browser told already."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from core import audit
from followup.sightings.choices import UNREAD_KEPT, SightingState
from followup.sightings.models import Sighting

AT_ONCE = 500  # of one run; the next one goes on
S = SightingState


@transaction.atomic
def forget_unread(*, at: datetime) -> int:
    """Erase the texts that were not published, or taken down, or handed over, twelve months after that; return how many."""
    rows = Sighting.objects.select_for_update(of=("self",)).with_context()
    old = rows.filter(state__in=(S.DECLINED, S.TRANSFERRED), erased_at=None, state_since__lte=at - UNREAD_KEPT)
    found = list(old.order_by("state_since", "pk")[:AT_ONCE])
    for row in found:
        row.text, row.erased_at = "", at
    Sighting.objects.bulk_update(found, ["text", "erased_at"])
    audit.record_many(audit.entry_of(by=None, verb="sighting.forgotten", target=row, at=at) for row in found)
    return len(found)


@transaction.atomic
def forget_browsers(*, at: datetime) -> int:
    """Erase the hashes of browsers once their month is over; return how many."""
    month = timezone.localdate(at).replace(day=1)
    begun = timezone.make_aware(datetime.combine(month, time.min))
    return Sighting.objects.filter(once_hmac__isnull=False, received_at__lt=begun).update(once_hmac=None)
