"""The signed lists of states. One is signed anew when something was revoked or replaced, when the key changed, and each day."""

from datetime import datetime
from enum import StrEnum

from django.core.cache import cache
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from core.web.addresses import absolute
from training.certificates.actions.keys import signer
from training.certificates.exports import signed
from training.certificates.models import Certificate

KEPT = 24 * 3600


class StatusList(StrEnum):
    """By the name of its address. REVOKED holds what no longer counts, for either reason; REPLACED says which has a newer one."""

    REVOKED = "status-list"
    REPLACED = "replaced-list"


PURPOSES = {StatusList.REVOKED: "revocation", StatusList.REPLACED: "refresh"}
ENDED = {
    StatusList.REVOKED: Q(revoked_at__isnull=False) | Q(superseded_at__isnull=False),
    StatusList.REPLACED: Q(superseded_at__isnull=False),
}


def current_list(which: StatusList, *, at: datetime) -> str:
    """Return the list as a signed text with its date. Three queries; two more where it is signed anew."""
    key = signer(at=at)
    ended = Certificate.objects.filter(ENDED[which])
    number = ended.aggregate(number=Count("pk"))["number"]  # rows never leave a list
    name = f"certificates:{which}:{key.kid}:{number}:{timezone.localdate(at)}"
    found = cache.get(name)
    if found is None:
        places = ended.values_list("status_index", flat=True).iterator()
        found = signed.status_list(
            places, key, address=absolute(reverse(f"certificates:{which}")), purpose=PURPOSES[which], at=at
        )
        cache.set(name, found, KEPT)
    return found
