"""The public pages of agendas that the browser visits."""

from collections.abc import Iterator

from tests.browser.visits import Visit
from tests.factories.running_agenda import make_running_agenda


def agenda_page_visits() -> Iterator[Visit]:
    """A made agenda, one day of whose ideas is today."""
    found = make_running_agenda()
    yield Visit("agenda_pages:agenda-list", "/agendas/")
    yield Visit("agenda_pages:agenda-list", "/agendas/?municipio=envigado")
    yield Visit("agenda_pages:agenda", f"/agendas/{found.agenda.code}/")
    yield Visit("agenda_pages:challenge", f"/agendas/{found.agenda.code}/retos/MOV-1/")
    yield Visit("agenda_pages:contribution-list", f"/agendas/{found.agenda.code}/aportes/")
    yield Visit("agenda_pages:contribution-list", f"/agendas/{found.agenda.code}/aportes/?q=nada&tipo=problema")
    yield Visit("agenda_pages:stage-report", f"/agendas/{found.agenda.code}/etapas/problemas/")
    yield Visit("agenda_pages:stage-report", f"/agendas/{found.agenda.code}/etapas/cierre/", status=404)
    for row in (found.answered, found.open, found.withdrawn):
        yield Visit("contributions:contribution", row.get_absolute_url())
