from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def write(client: Client, started) -> Callable:
    """Send the form for a message as a person who took her time."""

    def send(sobre: str = "portal", **fields):
        values = {"about": sobre, "kind": "wrong", "text": "El puntaje no es el del archivo.", "started": started()}
        return client.post(f"/opiniones/nueva/?sobre={sobre}", values | fields)

    return send
