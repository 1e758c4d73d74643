"""The lock of an agenda: what must come one after another in it."""

from cocreation.agendas.models import Agenda


def lock(agenda: Agenda) -> Agenda:
    """Return the agenda as it is now, locked until the transaction ends.

    Votes, files from paper and the frozen result compete for it, and who gives out the next code or number. Rows that refer to
    the agenda may still be written meanwhile (no key).
    """
    return Agenda.objects.select_for_update(no_key=True).get(pk=agenda.pk)
