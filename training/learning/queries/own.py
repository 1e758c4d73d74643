"""Enrolments of a person as their pages show them."""

from collections.abc import Iterable

from django.db.models import Prefetch

from accounts.models import User
from territory.models import Municipality
from training.cohorts.models import Enrolment, LiveSession


def enrolments_of(user: User) -> list[Enrolment]:
    """Return the active ones with cohort and sessions, the open cohorts first, then the newest. Two queries."""
    sessions = LiveSession.objects.order_by("number")
    rows = Enrolment.objects.active().with_context().select_related("make_up").filter(user=user)
    rows = rows.prefetch_related(Prefetch("cohort__sessions", sessions))
    return sorted(rows, key=lambda row: (not row.cohort.is_open, -row.cohort.starts_on.toordinal(), row.pk))


def own_enrolment(user: User, cohort: str) -> Enrolment | None:
    """Return the active enrolment of the person in a cohort by its code, its sessions prefetched. Two queries."""
    rows = Enrolment.objects.active().with_context().select_related("make_up").filter(user=user, cohort__code=cohort)
    return rows.prefetch_related(Prefetch("cohort__sessions", LiveSession.objects.order_by("number"))).first()


def municipalities_of(ids: Iterable[int | None]) -> list[Municipality]:
    """Return them by name. One query, none without ids."""
    known = {pk for pk in ids if pk}
    return sorted(Municipality.objects.filter(pk__in=known), key=str) if known else []
