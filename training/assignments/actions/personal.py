"""Erasing what the portal keeps of a person's works, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from files.actions import stored_files
from training.assignments.models import Delivery, Mark, Work, WorkFile


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Empty the texts, delete the files and the reasons written about them; return how many works. Twice is as once.

    That a work was accepted or returned, by whom and when, stays: certificates and counts rest on it.
    """
    rows = list(Work.objects.select_for_update(of=("self",)).with_context().filter(enrolment__user=user).order_by("pk"))
    files = list(WorkFile.objects.filter(work__in=rows))
    held = {one.work_id for one in files} | set(
        Delivery.objects.filter(work__in=rows).exclude(text="").values_list("work", flat=True)
    )
    changed = [row for row in rows if row.text or row.pk in held]
    for one in files:
        stored_files.note_deleted(one.file.name, at=at)
    WorkFile.objects.filter(pk__in=[one.pk for one in files]).delete()
    Mark.objects.filter(judgement__delivery__work__in=rows).delete()
    Delivery.objects.filter(work__in=rows).exclude(text="").update(text="")
    for row in changed:
        row.text, row.version = "", row.version + 1
    Work.objects.bulk_update(changed, ["text", "version"])
    audit.record_many([audit.entry_of(by=user, verb="work.erased", target=row, at=at) for row in changed])
    return len(changed)
