from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import signing
from django.test import Client

from citizens.forms import SALT
from tests.factories.mail import FAULTY, Faulty


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def started() -> Callable[[int], str]:
    """What the page of a form carries that was opened so many seconds ago."""

    def moment(seconds: int = 60) -> str:
        with time_machine.travel(datetime.now().astimezone().timestamp() - seconds, tick=False):
            return signing.TimestampSigner(salt=SALT).sign("x")

    return moment


@pytest.fixture
def write(client: Client, started) -> Callable:
    """Send the form for a message as a person who took her time."""

    def send(sobre: str = "portal", **fields):
        values = {"about": sobre, "kind": "wrong", "text": "El puntaje no es el del archivo.", "started": started()}
        return client.post(f"/opiniones/nueva/?sobre={sobre}", values | fields)

    return send


@pytest.fixture
def follow(client: Client, started) -> Callable:
    def send(*places: str, email: str = "vecina@correo.example", **fields):
        return client.post("/seguir/", {"places": places, "email": email, "started": started(), **fields})

    return send


@pytest.fixture
def faulty(settings, monkeypatch) -> type[Faulty]:
    settings.EMAIL_BACKEND = FAULTY
    for name in ("on_open", "on_send"):
        monkeypatch.setattr(Faulty, name, None)
    monkeypatch.setattr(Faulty, "tried", 0)
    monkeypatch.setattr(Faulty, "messages", [])
    return Faulty
