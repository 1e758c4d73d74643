"""A round of two municipalities, and coordination's browser."""

import pytest
from django.test import Client

from accounts.permissions import Role
from diagnostics.assessments.models import Round
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round
from tests.factories.territory import make_municipality


@pytest.fixture
def opened() -> Round:
    places = (make_municipality(divipola=c, facts={"has_council": "no"}) for c in ("05001", "05002"))
    return make_round(*places, code="R1", name="Ciclo R1")


@pytest.fixture
def page(opened, browser_of) -> Client:
    return browser_of(make_member(Role.COORDINATOR))


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)
