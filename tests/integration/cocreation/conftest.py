"""An agenda on a day of its ideas."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.models import Agenda
from cocreation.workshops.models import CardKit, Workshop
from tests.factories.cocreation import make_agenda, moment_in
from tests.factories.territory import make_municipality
from tests.factories.workshops import make_kit, make_workshop
from tests.integration.cocreation.taking_part import EMAIL, NEW, TEXT, TITLE


@pytest.fixture
def agenda(db) -> Agenda:
    return make_agenda(make_municipality(name="Aquí", slug="aqui"), make_municipality(name="Allá", slug="alla"))


@pytest.fixture
def workshop(cast) -> Workshop:
    return make_workshop(make_agenda(cast.here, cast.there), by=cast.facilitator)


@pytest.fixture
def kit(workshop) -> CardKit:
    return make_kit(workshop)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Ten in the morning of a day on which ideas are open, going on."""
    with time_machine.travel(moment_in(StageCode.IDEAS)) as moved:
        yield moved


@pytest.fixture
def send(agenda, clock, started) -> Callable:
    """Send the form of an idea, by default by mail, as a person who took their time."""

    def post(client: Client, **fields):
        place = agenda.municipalities.in_river_order().first()
        values = {
            "title": TITLE, "text": TEXT, "challenge": "MOV-1", "municipality": place.divipola, "zone": "urbana",
            "neighbourhood": "San Javier", "signature": "Vecina del barrio", "started": started(), "adult": "si",
            "way": "correo", "email": EMAIL, "consent": "on",
        }  # fmt: skip
        return client.post(f"{NEW}?tipo=idea", values | fields)

    return post
