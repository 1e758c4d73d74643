"""The search on PostgreSQL: the Spanish dictionary and its index; how long it takes with 5000 practices."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.practices import SAID, many_published, published

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def test_endings_are_found_by_the_dictionary_and_by_what_is_typed_so_far(client: Client, cast):
    published(cast.liaison, cast.advisor, cast.here, what_was_done="Luces y jurídicas participaciones ciudadanas.")
    for text in ("luces", "participación", "jurídico", "ciudadano", "ciudadan", "de la participación"):
        assert SAID["title"] in client.get("/practicas/", {"q": text}).text, text
    assert "Ninguna práctica" in client.get("/practicas/", {"q": "ciclorruta"}).text


def test_the_search_uses_its_index(cast):
    from advisory.pages.queries.search import having_words
    from advisory.practices.queries.public import public_practices

    many_published(cast.advisor, [cast.here], 300)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "practices_by_words" in having_words(public_practices(), "devolución").order_by().explain()


def test_5000_practices_are_searched_in_eight_queries_and_60_ms_of_cpu(client: Client, cast, capsys):
    many_published(cast.advisor, [cast.here, cast.there], 5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE practices_practice, practices_practiceversion, practices_practicetag")
    for asked in (
        {},
        {"q": "devolución"},
        {"q": "número 4321"},
        {"q": "jurídico", "tema": "Cuidado", "etiqueta": "etiqueta-3"},
    ):
        client.get("/practicas/", asked)
        spent = []
        for _ in range(5):
            with CaptureQueriesContext(connection) as queries:
                began, wall = time.process_time(), time.perf_counter()
                assert client.get("/practicas/", asked).status_code == 200
                spent.append((time.process_time() - began, time.perf_counter() - wall))
        cpu, wall = (1000 * sorted(column)[2] for column in zip(*spent, strict=True))
        with capsys.disabled():
            print(f"\n{asked}: {len(queries)} queries, {cpu:.0f} ms of CPU, {wall:.0f} ms")
        assert len(queries) <= 8
        assert cpu < 60
