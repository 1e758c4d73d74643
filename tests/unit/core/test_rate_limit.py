import pytest

from core.web import counting_cache
from core.web.rate_limit import goes_on, network_of, take_back


def test_counts_each_apart_and_only_so_many():
    assert [goes_on("write", "a", most=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert goes_on("write", "b", most=2, seconds=60)
    assert goes_on("follow", "a", most=2, seconds=60)


def test_counts_again_when_the_span_is_over():
    assert [goes_on("write", "a", most=1, seconds=0) for _ in range(3)] == [True, True, True]


def test_counts_go_on_in_the_process_while_redis_is_away(settings, monkeypatch):
    monkeypatch.setattr(counting_cache.CountingRedisCache, "_away_until", 0.0)
    settings.CACHES = {
        "default": settings.CACHES["default"],
        "counts": {
            "BACKEND": "core.web.counting_cache.CountingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        },
    }
    assert [goes_on("write", "a", most=1, seconds=60) for _ in range(3)] == [True, False, False]
    take_back("write", "a")
    assert goes_on("write", "b", most=1, seconds=60)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("190.0.2.7", "190.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:190.0.2.7", "190.0.2.7"),
        ("::ffff:be00:207", "190.0.2.7"),
        ("no address", "no address"),
    ],
)
def test_a_household_is_one_connection(address: str, network: str):
    assert network_of(address) == network
