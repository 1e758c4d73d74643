"""What the tests of taking part share: a published agenda on a day of its ideas, and browsers that write in it."""

import re

from django.core import mail
from django.test import Client
from django.utils import timezone

from core.receipts.codes import LENGTH
from mail.actions.outbox import send
from mail.choices import State
from mail.models import Outbox

TITLE = "Un camino seguro de la estación al colegio"
TEXT = "A las seis bajan doscientos niños a pie. Propongo pintar un camino continuo y levantar dos cebras."
NEW, JOIN, CONFIRM = "/agendas/AG-1/aportes/nuevo/", "/agendas/AG-1/participar/", "/agendas/AG-1/confirmar/"
RECEIPT, MINE = "/agendas/AG-1/recibo/", "/agendas/AG-1/mis-aportes/"
EMAIL = "vecina@correo.example"
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{5}\b")
assert LENGTH == 13


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


def mailed_code() -> str:
    """Let the mails leave that wait, and return the code of the newest."""
    send(keys=list(Outbox.objects.filter(state=State.WAITING).values_list("key", flat=True)), at=timezone.now())
    return code_in(mail.outbox[-1].body)


def ask(client: Client, since: str, **fields):
    values = {"way": "mail", "adult": "si", "email": EMAIL, "consent": "on", "started": since}
    return client.post(JOIN, values | fields)


def join(client: Client, since: str, email: str = EMAIL) -> None:
    assert ask(client, since, email=email).status_code == 302
    assert client.post(CONFIRM, {"code": mailed_code()}).status_code == 302
