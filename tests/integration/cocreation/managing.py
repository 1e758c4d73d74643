"""What the tests of running an agenda share."""

from contextlib import contextmanager

import time_machine
from django.urls import reverse

from cocreation.agendas.models import Agenda
from core.models import AuditEntry

SENTENCES = {"summary": "S", "decides": "D", "decided_by": "Q", "decides_not": "N"}


@contextmanager
def at(browser, cast, moment):
    """Stand at that moment, signed in: a session does not last from stage to stage."""
    with time_machine.travel(moment, tick=False):
        browser.force_login(cast.facilitator)
        yield


def page(name: str, agenda: Agenda, *more) -> str:
    return reverse(f"agendas:{name}", args=[agenda.code, *more])


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
