"""Pages of the agendas of the demonstration: what was voted, and what was agreed."""

from collections.abc import Iterator

from accounts.permissions import Role
from tests.browser.visits import Visit

OPEN, ENDED = "DEMO-AG-1", "DEMO-AG-0"  # data/demo/agendas.yaml


def demonstration_agenda_visits() -> Iterator[Visit]:
    here, there = f"/agendas/{OPEN}/", f"/agendas/{ENDED}/"
    yield Visit("agenda_pages:agenda", here, holds_demo=True)
    yield Visit("agenda_pages:ballot", f"{here}votar/", holds_demo=True)
    yield Visit("agenda_pages:priorities", f"{here}prioridades/", holds_demo=True)
    yield Visit("agenda_pages:account", f"{here}prioridades/MOV-1/", holds_demo=True)
    yield Visit("agenda_pages:data", f"{here}datos/", holds_demo=True)
    yield Visit("agreements:item-list", f"{there}acuerdos/", holds_demo=True)
    yield Visit("agreements:item", f"{there}acuerdos/AC-01/", holds_demo=True)
    desk = f"/cocreacion/{ENDED}/acuerdos/"
    yield Visit("agreements:item-work-list", desk, Role.COORDINATOR, holds_demo=True)
    yield Visit("agreements:item-new", f"{desk}nuevo/", Role.COORDINATOR, holds_demo=True)
    yield Visit("agreements:item-work", f"{desk}AC-01/", Role.COORDINATOR, holds_demo=True)
