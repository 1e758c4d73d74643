"""Agreed items as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from cocreation.agendas.models import Agenda
from cocreation.agreements.models import Acceptance, AgreedItem
from core.trace.registry import Origin
from territory.models import Municipality


@dataclass(frozen=True)
class Stand:
    """What one municipality says of the text that stands. `said`: None while it has said nothing.

    `earlier`: what it said of a version before, where it has not spoken of this one.
    """

    municipality: Municipality
    said: Acceptance | None
    earlier: Acceptance | None


def item_origins(ids: Iterable[int]) -> dict[int, Origin]:
    """Return the public names of items, for the trace. One query."""
    rows = AgreedItem.objects.public().filter(pk__in=list(ids)).select_related("agenda")
    return {row.pk: Origin(f"{row.code} {row.title}", row.get_absolute_url()) for row in rows}


def stands_of(item: AgreedItem) -> list[Stand]:
    """Return each municipality that is asked, in the order of the river. Two queries."""
    said: dict[int, dict[int, Acceptance]] = {}
    for row in item.acceptances.order_by("number"):
        said.setdefault(row.municipality_id, {})[row.number] = row
    asked = Municipality.objects.in_river_order().filter(pk__in=item.municipalities.values("pk"))
    return [_stand(place, said.get(place.pk, {}), item.version) for place in asked]


def _stand(place: Municipality, said: dict[int, Acceptance], version: int) -> Stand:
    earlier = [row for number, row in said.items() if number < version]
    now = said.get(version)
    return Stand(place, now, earlier[-1] if earlier and now is None else None)


def places_to_speak_for(user, item: AgreedItem) -> list[Municipality]:
    """Return the municipalities of the item in whose name the person may accept it or not."""
    reach = municipalities_of(user, Permission.ACCEPT_AGREEMENTS)
    places = item.municipalities.order_by("name")
    return list(places if reach is None else places.filter(pk__in=reach))


def may_write(user, agenda: Agenda) -> bool:
    """Whether the person may write items of the agenda: facilitation, or an office of one of its municipalities."""
    if can(user, Permission.MANAGE_AGENDAS):
        return True
    reach = municipalities_of(user, Permission.ANSWER_CONTRIBUTIONS)
    return reach is None or agenda.municipalities.filter(pk__in=reach).exists()


def pages_of_agenda(agenda: Agenda) -> list[tuple[str, str, str]]:
    """Fill of `agendas.queries.manage.staff_pages`."""
    address = reverse("agreements:item-work-list", args=[agenda.code])
    return [("Acuerdos", address, "Escribirlos con las dependencias y abrirlos a la aceptación de las alcaldías.")]
