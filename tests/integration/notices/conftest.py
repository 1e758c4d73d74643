from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from tests.factories.accounts import make_user


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


@pytest.fixture
def ana(db: None) -> User:
    return make_user(email="ana@aqui.example", name="Ana Ruiz")


@pytest.fixture
def follow(client: Client, started) -> Callable:
    def send(*places: str, email: str = "vecina@correo.example", **fields):
        return client.post("/seguir/", {"places": places, "email": email, "started": started(), **fields})

    return send
