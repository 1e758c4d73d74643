"""What the pages of those who run an agenda share."""

from django.urls import reverse

from cocreation.agendas.models import Agenda


def crumbs(agenda: Agenda) -> list[dict[str, str]]:
    """Return the way back from a page of one agenda."""
    return [
        {"url": reverse("agendas:agenda-list"), "text": "Agendas"},
        {"url": address(agenda), "text": agenda.code},
    ]


def address(agenda: Agenda) -> str:
    return reverse("agendas:agenda-manage", args=[agenda.code])
