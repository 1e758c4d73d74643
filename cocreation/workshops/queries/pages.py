"""What agendas ask about workshops (slot of cocreation.agendas.queries.manage)."""

from django.urls import reverse

from cocreation.agendas.models import Agenda


def pages_of_agenda(agenda: Agenda) -> list[tuple[str, str, str]]:
    address = reverse("workshops:workshop-manage-list", args=[agenda.code])
    return [("Talleres y tarjetas de papel", address, "Convocar, imprimir tarjetas, pasarlas y escribir el acta.")]
