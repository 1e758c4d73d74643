"""Visits of those who run agendas."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.cocreation import make_agenda, make_pilot

OF_AN_AGENDA = (
    "agendas:agenda-manage", "agendas:agenda-edit", "agendas:agenda-publish", "agendas:rules-edit", "agendas:stages-edit",
    "agendas:challenge-new", "contributions:agenda-balance", "contributions:agenda-quality",
)  # fmt: skip
OF_ITS_PARTS = {
    "agendas:stage-close": "ideas", "agendas:stage-report": "convocatoria", "agendas:challenge-edit": "MOV-1",
    "agendas:pilot-new": "MOV-1",
}  # fmt: skip


def agenda_visits() -> Iterator[Visit]:
    """An agenda that runs and a draft."""
    agenda = make_agenda(code="AG-VISITA", is_demo=True)
    draft = make_agenda(code="AG-BORRADOR", is_demo=True, is_published=False)
    for route in ("agendas:agenda-list", "agendas:agenda-new"):
        yield Visit(route, reverse(route), Role.COORDINATOR)
    for route in OF_AN_AGENDA:
        yield Visit(route, reverse(route, args=[agenda.code]), Role.COORDINATOR)
    for route, part in OF_ITS_PARTS.items():
        yield Visit(route, reverse(route, args=[agenda.code, part]), Role.COORDINATOR)
    number = make_pilot(agenda, User.objects.get(email=f"{Role.COORDINATOR}@demo.example")).pk
    yield Visit(
        "agendas:pilot-edit", reverse("agendas:pilot-edit", args=[agenda.code, "MOV-1", number]), Role.COORDINATOR
    )
    for route in ("agendas:agenda-manage", "agendas:agenda-publish"):
        yield Visit(route, reverse(route, args=[draft.code]), Role.COORDINATOR)
