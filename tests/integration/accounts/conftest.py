from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from accounts.permissions import Role
from core.words import folded
from territory.models import Municipality
from tests.factories.accounts import make_member, make_user


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
