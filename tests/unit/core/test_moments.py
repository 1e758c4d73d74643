"""A moment in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.words import moment_in_words

HERE, UTC = ZoneInfo("America/Bogota"), ZoneInfo("UTC")
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=HERE)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2027, 3, 3, 8, 5, tzinfo=HERE), "hoy, 8:05"),
        (datetime(2027, 3, 3, 4, 30, tzinfo=UTC), "ayer, 23:30"),  # the day is the one of here
        (datetime(2027, 3, 1, 23, 59, tzinfo=HERE), "hace 2 días"),
        (datetime(2027, 2, 2, 10, 0, tzinfo=HERE), "hace 29 días"),
        (datetime(2027, 2, 1, 10, 0, tzinfo=HERE), "el 1 de febrero de 2027"),
        (datetime(2027, 3, 3, 10, 1, tzinfo=HERE), "hoy, 10:01"),  # a clock that is ahead
    ],
)
def test_moment_is_said_as_people_say_it(moment, words):
    assert moment_in_words(moment, NOW) == words
