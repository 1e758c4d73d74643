"""The pages of workshops, on an agenda of their own."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from cocreation.workshops.actions import workshops
from cocreation.workshops.choices import Dimension
from tests.browser.visits import Visit
from tests.factories.cocreation import make_agenda
from tests.factories.workshops import make_entry, make_kit, make_workshop

FEW = {
    Dimension.SECTOR: {"ciudadania": 22, "academia": 3},
    Dimension.TERRITORY: {"otro": 25},
    Dimension.AGE: {"18-28": 25},
}


def workshop_visits() -> list[Visit]:
    """An agenda with a workshop to come and one with its minutes."""
    now = timezone.now()
    by = User.objects.filter(memberships__role=Role.COORDINATOR).first()
    agenda = make_agenda(code="AG-T", is_demo=True)
    coming = make_workshop(agenda, by=by, starts_at=now + timedelta(days=6))
    make_kit(coming)
    make_entry(coming)
    past = make_workshop(agenda, by=by, starts_at=now - timedelta(days=6))
    workshops.hold(workshop=past, cells=FEW, by=by, at=now)
    workshops.close(workshop=past, minutes="Se habló.", decisions="Una.", pending="Dos.", by=by, at=now)
    public, staff = "/agendas/AG-T/talleres/", "/cocreacion/AG-T/talleres/"
    seen = {
        "workshop-list": "", "workshop": "1/", "registration-new": "1/cupo/", "registration-done": "1/cupo/listo/",
    }  # fmt: skip
    worked = {
        "workshop-manage-list": "", "workshop-new": "nuevo/", "workshop-manage": "1/", "workshop-edit": "1/editar/",
        "workshop-cancel": "1/cancelar/", "attendance-edit": "1/asistencia/", "minutes-edit": "1/acta/",
        "evaluation-edit": "2/evaluacion/", "card-entry": "1/tarjetas/",
    }  # fmt: skip
    return [
        *(Visit(f"workshops:{name}", f"{public}{path}") for name, path in seen.items()),
        Visit("workshops:workshop", f"{public}2/"),
        *(Visit(f"workshops:{name}", f"{staff}{path}", Role.COORDINATOR) for name, path in worked.items()),
        Visit("workshops:workshop-manage", f"{staff}2/", Role.COORDINATOR),
    ]
