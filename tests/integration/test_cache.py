"""What the cache takes and gives back, and whose pages it serves."""

import pickle
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.safestring import SafeString

from core.web import page_cache
from core.web.json_cache import JsonSerializer
from tests.factories.territory import make_municipality
from tests.services import free_port

VALUES = [None, True, 0, -7, 1.5, "señal", ["a", [1, None]], {"a": {"b": [False]}}]
REFUSED = [
    (1, 2),
    Decimal("1.5"),
    date(2027, 3, 3),
    b"bytes",
    {1: "a"},
    {"a": (1,)},
    [SafeString("a")],
    {1, 2},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_json_holds_comes_back_as_it_was(value):
    cache.set("key", value)
    found = cache.get("key", "nothing")
    assert (type(found), found) == (type(value), value)
    cache.delete("key")
    assert cache.add("key", value)
    assert cache.get("key") == value


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_would_come_back_as_something_else_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        cache.set("key", value)
    with pytest.raises((TypeError, ValueError)):
        cache.add("key", value)
    with pytest.raises((TypeError, ValueError)):
        JsonSerializer().dumps(value)
    assert cache.get("key") is None


def test_counters_count():
    cache.add("count", 0, timeout=60)
    assert [cache.incr("count"), cache.incr("count", 4), cache.decr("count")] == [1, 5, 4]
    assert cache.get("count") == 4


@pytest.mark.services
def test_redis_holds_no_pickle_and_reads_none():
    """A pickle that somebody writes into Redis would run what it says as soon as it is read."""
    client = cache._cache.get_client()
    cache.set("key", ["página", 1])
    raw = client.get(cache.make_key("key"))
    assert raw == b'["p\\u00e1gina", 1]'
    client.set(cache.make_key("key"), pickle.dumps(["of an earlier release"]))
    assert cache.get("key", "nothing") == "nothing"
    cache.set("key", "again")
    assert cache.get("key") == "again"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/novedades.atom", "/datos/catalogo.jsonld", "/componentes/"])
def test_page_from_the_cache_is_the_page(address):
    first, second = Client().get(address), Client().get(address)
    assert (first.content, first["Content-Type"]) == (second.content, second["Content-Type"])


@pytest.mark.django_db
def test_page_of_another_release_is_not_served(settings, django_assert_num_queries):
    Client().get("/glosario/")
    with django_assert_num_queries(0):
        Client().get("/glosario/")
    settings.RELEASE = "of-tomorrow"
    with django_assert_num_queries(2):
        Client().get("/glosario/")


@pytest.mark.services
@pytest.mark.django_db
def test_what_was_published_while_redis_was_away_is_not_hidden_by_pages_of_before(settings):
    reachable = settings.CACHES
    make_municipality(name="Primera", slug="primera")
    assert "Segunda" not in Client().get("/").text
    settings.CACHES = {"default": reachable["default"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}
    make_municipality(name="Segunda", slug="segunda")
    page_cache.forget_all()
    assert "Segunda" in Client().get("/").text
    settings.CACHES = reachable
    assert "Segunda" in Client().get("/").text
