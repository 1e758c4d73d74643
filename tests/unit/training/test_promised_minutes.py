"""How long a live session lasts, by what its course promises of them all."""

import pytest

from tests.factories.training import course_content
from training.cohorts.queries.cohorts import promised_minutes
from training.grading.document import parse


@pytest.mark.parametrize(("live", "minutes"), [(180, 90), (15, 15), (2000, 480), (0, 60), (None, 60)])
def test_the_minutes_are_shared_out(live, minutes):
    promised = {"reading": 30} | ({} if live is None else {"live": live})
    assert promised_minutes(parse(course_content(minutes=promised))) == minutes
