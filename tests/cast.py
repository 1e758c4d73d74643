"""The fixed cast: one person per role, a neighbour, and somebody with an account and no role."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import Role
from diagnostics.assessments.models import Assessment
from territory.models import Municipality
from tests.factories.accounts import make_member, make_user
from tests.factories.diagnostics import declare, make_round
from tests.factories.territory import make_municipality


@dataclass(frozen=True)
class Cast:
    """`here` is where the municipal people work; `neighbour` is the liaison of `there`."""

    here: Municipality
    there: Municipality
    contributor: User
    liaison: User
    approver: User
    reviewer: User
    coordinator: User
    advisor: User
    facilitator: User
    instructor: User
    admin: User
    citizen: User
    neighbour: User
    newcomer: User

    def person(self, name: str) -> User | None:
        """The person of a row of a table; «nobody» is None: not signed in."""
        return None if name == "nobody" else getattr(self, name)


@pytest.fixture
def cast(db: None) -> Cast:
    here = make_municipality(name="Aquí", slug="aqui", facts={"has_council": "no"})
    there = make_municipality(name="Allá", slug="alla", facts={"has_council": "no"})
    people = {
        role.value: make_member(role, here if role.is_municipal else None, name=f"{role.label} de prueba")
        for role in Role
    }
    neighbour = make_member(Role.LIAISON, there, name="Enlace de Allá")
    return Cast(here=here, there=there, neighbour=neighbour, newcomer=make_user(name="Recién llegada"), **people)


@pytest.fixture
def browser_of() -> Callable[[User | None], Client]:
    """A browser of one's own for each person, signed in; for None, one that is not."""

    def browser(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    """The diagnosis of `here` in an open round of `here` and `there`, with the small edition."""
    round = make_round(cast.here, cast.there, code="ciclo", name="Ciclo de prueba")
    return Assessment.objects.with_context().get(round=round, municipality=cast.here)


@pytest.fixture
def declared(cast: Cast, assessment: Assessment) -> None:
    """Reviewer and coordinator have declared that nothing binds them in the round of `assessment`."""
    declare(assessment.round, cast.reviewer, cast.coordinator)
