"""Erasing what the portal keeps of a person in cohorts, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from training.cohorts.choices import ERASED_NAME, ERASED_TEXT
from training.cohorts.models import CohortInvitation, Enrolment, MakeUp


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Withdraw the person from every cohort and empty what names them; return how many enrolments. Twice is as once.

    That somebody attended stays, since counts rest on it; a certificate is revoked by its holder, which is another act.
    """
    rows = list(
        Enrolment.objects.select_for_update(of=("self",)).with_context().filter(user=user)
        .exclude(name=ERASED_NAME, withdrawn_at__isnull=False).order_by("pk")
    )  # fmt: skip
    entries = [audit.entry_of(by=user, verb="enrolment.erased", target=row, at=at) for row in rows]
    for row in rows:
        row.name, row.municipality, row.office = ERASED_NAME, None, ""
        row.withdrawn_at = row.withdrawn_at or at
    Enrolment.objects.bulk_update(rows, ["name", "municipality", "office", "withdrawn_at"])
    made_up = MakeUp.objects.filter(enrolment__user=user)
    made_up.update(text=ERASED_TEXT)
    made_up.exclude(reason="").update(reason=ERASED_TEXT)
    CohortInvitation.objects.filter(email=user.email).delete()
    audit.record_many(entries)
    return len(rows)
