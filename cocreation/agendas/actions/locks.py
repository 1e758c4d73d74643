"""The lock of an agenda: what must come one after another in it."""

from collections.abc import Collection

from cocreation.agendas.models import Agenda


def lock(agenda: Agenda) -> Agenda:
    """Return the agenda as it is now, locked until the transaction ends.

    Votes, files from paper and the frozen result compete for it, and who gives out the next code or number. Rows that refer to
    the agenda may still be written meanwhile (no key).
    """
    return Agenda.objects.select_for_update(no_key=True).get(pk=agenda.pk)


def lock_all(agendas: Collection[int]) -> list[Agenda]:
    """`lock` for the agendas of these primary keys, always in the same order."""
    return list(Agenda.objects.select_for_update(no_key=True).filter(pk__in=agendas).order_by("pk"))
