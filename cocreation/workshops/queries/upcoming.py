"""Workshops to come, for the pages of agendas, and their seats."""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from cocreation.agendas.models import Agenda
from cocreation.workshops.choices import WorkshopState
from cocreation.workshops.models import Registration, Workshop


def with_seats_taken(rows: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Annotate `taken`, the seats that are kept."""
    kept = Registration.objects.filter(workshop=OuterRef("pk"), is_waiting=False).order_by().values("workshop")
    return rows.annotate(taken=Coalesce(Subquery(kept.annotate(n=Sum("seats")).values("n")), 0))


def seats_left(workshop: Workshop) -> int | None:
    """Return how many seats nobody keeps; None where they are not counted. One query, none if `taken` is annotated."""
    if not hasattr(workshop, "taken"):
        workshop.taken = workshop.registrations.filter(is_waiting=False).aggregate(n=Sum("seats"))["n"] or 0
    return workshop.free_seats


def next_workshop(agenda: Agenda, at: datetime) -> Workshop | None:
    """Return the workshop of the agenda that ends next, `taken` annotated; None without one. One query.

    `cocreation/workshops/components/event.html` draws it (with: workshop, at).
    """
    rows = agenda.workshops.filter(state=WorkshopState.CONVENED, ends_at__gt=at).select_related(
        "agenda", "municipality"
    )
    return with_seats_taken(rows).order_by("starts_at", "pk").first()
