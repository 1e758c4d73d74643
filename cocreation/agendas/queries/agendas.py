"""Agendas by who may read them."""

from django.db.models import Prefetch

from cocreation.agendas.models import Agenda, Stage
from cocreation.agendas.queries.stages import is_facilitator


def readable_agenda(user, code: str) -> Agenda | None:
    """Return the agenda with its stages: everybody reads a published one, facilitation also one in preparation. Two queries.

    The user is asked only about one in preparation, so that pages of published agendas do not vary with who reads them.
    """
    agenda = (
        Agenda.objects.filter(code=code)
        .prefetch_related(Prefetch("stages", Stage.objects.select_related("report")))
        .first()
    )
    if agenda is None or (agenda.published_at is None and not is_facilitator(user)):
        return None
    return agenda
