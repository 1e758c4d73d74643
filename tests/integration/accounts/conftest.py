from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from accounts.permissions import Role
from core.words import folded
from territory.models import Municipality
from tests.factories.accounts import PASSWORD, make_member, make_user
from tests.integration.accounts.second_factor import Clock, set_up, sign_in


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))


def _place(number: int, name: str) -> Municipality:
    slug = folded(name)
    return Municipality.objects.create(divipola=f"T{number}", name=name, slug=slug, sort_key=slug, order=number)


@pytest.fixture
def here(db: None) -> Municipality:
    return _place(1, "Aquí")


@pytest.fixture
def there(db: None) -> Municipality:
    return _place(2, "Allá")


@pytest.fixture
def own_liaison(here: Municipality) -> User:
    return make_member(Role.LIAISON, here, name="Enlace de Aquí", email="enlace@aqui.example")


@pytest.fixture
def other_liaison(there: Municipality) -> User:
    return make_member(Role.LIAISON, there, name="Enlace de Allá")


@pytest.fixture
def coordination(db: None) -> User:
    return make_member(Role.COORDINATOR, name="Coordinación", email="coordinacion@area.example")


@pytest.fixture
def ana(db) -> User:
    return make_user(email="ana@aqui.example", name="Ana Ruiz")


@pytest.fixture
def clock(time_machine) -> Clock:
    return Clock(time_machine)


@pytest.fixture
def rita(db):
    return make_member(Role.REVIEWER, email="rita@area.example", name="Rita Revisora", password=PASSWORD)


@pytest.fixture
def secret_of(rita, clock) -> str:
    browser, _ = sign_in(rita)
    secret = set_up(browser, clock)
    clock.forward(minutes=2)
    return secret
