"""Slots of attempts: how many within any span, how long until the next, and what is given back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches

from core.web import counting_cache
from core.web.attempts import Exhausted, Limit, forget, take

THREE, FIVE = Limit("three", 3, 300), Limit("five", 5, 60)
START = datetime(2027, 3, 3, 10, 0, tzinfo=UTC)
AWAY = {
    "BACKEND": "core.web.counting_cache.CountingRedisCache",
    "LOCATION": "redis://127.0.0.1:1/0",
    "OPTIONS": {"socket_connect_timeout": 0.2},
}


@pytest.fixture
def redis_away(settings, monkeypatch) -> None:
    """Redis is configured, and nobody answers there."""
    monkeypatch.setattr(counting_cache.CountingRedisCache, "_away_until", 0.0)
    settings.CACHES = {"default": settings.CACHES["default"], "counts": AWAY}


def wait_of(*limits: tuple[Limit, str]) -> int:
    with pytest.raises(Exhausted) as refused:
        take(*limits)
    return refused.value.seconds


@pytest.fixture(params=["as configured", "redis away"])
def cache(request) -> None:
    if request.param == "redis away":
        request.getfixturevalue("redis_away")
    for limit in (THREE, FIVE):
        forget(*((limit, who) for who in "abc"))


@pytest.mark.usefixtures("cache")
def test_last_slot_says_so_and_the_next_attempt_waits():
    assert [take((THREE, "a")).was_last for _ in range(3)] == [False, False, True]
    assert 295 < wait_of((THREE, "a")) <= 300
    assert not take((THREE, "b")).was_last


@pytest.mark.usefixtures("cache")
def test_attempt_counts_against_all_of_its_limits_or_none():
    for _ in range(3):
        take((THREE, "a"))
    for _ in range(10):
        assert wait_of((FIVE, "a"), (THREE, "a")) > 60
    assert not take((FIVE, "a")).was_last, "what was refused took nothing"


@pytest.mark.usefixtures("cache")
def test_what_succeeded_is_given_back():
    for _ in range(10):
        take((THREE, "a"), (FIVE, "a")).take_back()
    for _ in range(3):
        take((THREE, "a"))
    forget((THREE, "a"))
    assert not take((THREE, "a")).was_last


@pytest.mark.usefixtures("settings")
def test_any_span_counts_and_the_time_named_is_the_true_one(time_machine, settings):
    settings.CACHES = {"counts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "clock"}}
    caches["counts"].clear()
    for minute in (0, 3, 4):
        time_machine.move_to(START + timedelta(minutes=minute), tick=False)
        take((THREE, "a"))
    assert wait_of((THREE, "a")) == 60, "the first of the three is over at minute five"
    time_machine.move_to(START + timedelta(minutes=5, seconds=1), tick=False)
    take((THREE, "a"))
    assert wait_of((THREE, "a")) == 179, "and then the second at minute eight: no burst around the turn of a span"


@pytest.mark.usefixtures("cache")
def test_attempts_at_once_take_no_more_than_there_is():
    def attempt(_: int) -> bool:
        try:
            take((THREE, "a"))
        except Exhausted:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 3


def test_outage_is_asked_about_once_in_a_while(redis_away, caplog):
    for _ in range(5):
        take((FIVE, "a"))
    assert caplog.text.count("counts are kept by this process") == 1
