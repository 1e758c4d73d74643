"""Erasing what people ask to be erased of them (Ley 1581), in every part that can."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries.personal import parts
from core import audit


@transaction.atomic
def erase(*, user: User, at: datetime) -> dict[str, int]:
    """Erase the person's rows in all parts or in none; return how many changed in each. Twice is as once.

    The account stays. The log keeps that it was done and how many rows it was, never what they said.
    """
    # Serialises two requests of one person. Not a full lock: rows that name the person may be written meanwhile.
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    changed = {part.key: part.erase(user=person, at=at) for part in parts() if part.erase is not None}
    if any(changed.values()):
        audit.record(by=person, verb="user.data_erased", target=person, at=at, data={"rows": sum(changed.values())})
    return changed
