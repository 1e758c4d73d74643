"""The lock of a commitment: whatever is written about it is written one after the other."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from followup.commitments.choices import Act
from followup.commitments.models import Commitment
from followup.commitments.queries.who import require


def locked(commitment: Commitment) -> Commitment:
    """Return the row as it is now, with its parts, locked until the transaction ends."""
    Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    return Commitment.objects.with_parts().prefetch_related("change_requests").get(pk=commitment.pk)


def locked_for(act: Act, commitment: Commitment, by: User, at: datetime) -> Commitment:
    """Lock it for an act. Refuses MayNot, NotNow."""
    row = locked(commitment)
    require(by, act, row, timezone.localdate(at))
    return row
