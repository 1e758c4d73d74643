"""What tests of training stand on: a day within the dates of a made cohort."""

import pytest
import time_machine

from tests.factories.training import AT


@pytest.fixture
def moment():
    with time_machine.travel(AT, tick=False) as travelling:
        yield travelling
