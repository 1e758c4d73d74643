"""What anybody reads of practices."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from advisory.practices.choices import PracticeState
from advisory.practices.models import Practice, PracticeVersion
from advisory.practices.models.versions import PracticeVersionQuerySet
from core.trace.registry import Origin


def public_practices() -> PracticeVersionQuerySet:
    """Return the newest version of each practice that is not withdrawn, with its practice and municipality."""
    return PracticeVersion.objects.public().select_related("practice__municipality")


def withdrawn_in_public() -> QuerySet[Practice]:
    """Return the practices that were public once and are withdrawn: anybody reads their title, the day and the reason."""
    rows = Practice.objects.filter(state=PracticeState.WITHDRAWN, versions__isnull=False)
    return rows.select_related("municipality").distinct()


def practice_origins(keys: Iterable[int]) -> dict[int, Origin]:
    """Return practices by primary key as the public trace names them; only those that are public."""
    rows = public_practices().filter(practice__in=list(keys))
    return {
        row.practice_id: Origin(f"Práctica {row.practice.code}", reverse("advisory:practice", args=[row.practice.code]))
        for row in rows
    }
