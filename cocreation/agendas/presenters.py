"""What the pages of those who run an agenda share."""

from django.urls import reverse

from cocreation.agendas.actions.challenges import InUse
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.agendas.models import Agenda
from core.process.transitions import WrongState
from core.refusals import Stale
from core.web.edge import Attempt

# What another state of the agenda would have allowed.
CONFLICTS = (Stale, NotInThisStage, WrongState, InUse)


def status_of(tried: Attempt | None, form=None) -> int:
    """Return the status of a page that shows a form again, or for the first time."""
    if tried is not None and isinstance(tried.refusal, CONFLICTS):
        return 409
    return 422 if tried is not None or (form is not None and form.errors) else 200


def crumbs(agenda: Agenda) -> list[dict[str, str]]:
    """Return the way back from a page of one agenda."""
    return [
        {"url": reverse("agendas:agenda-list"), "text": "Agendas"},
        {"url": address(agenda), "text": agenda.code},
    ]


def address(agenda: Agenda) -> str:
    return reverse("agendas:agenda-manage", args=[agenda.code])
