"""Texts travel compressed: public ones as the same bytes each time, those of one person padded."""

import gzip
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client
from django.urls import reverse

from tests.factories.results import five_outcomes, make_places, make_published_round, write_open_data

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, br"}
PUBLIC = [
    "/", "/municipios/lugar-01/", "/municipios/lugar-01/?ciclo=ciclo-1", "/comparar/", "/preguntas/",
    "/municipios/lugar-01/carta/", "/municipios/lugar-01/novedades.atom", "/datos/catalogo.jsonld", "/api/v1/trend/",
    "/api/v1/schema/", "/sitemap.xml",
    "/preguntas/?formato=csv", "/datos/ciclo-1/v1/puntajes.csv", "/datos/ciclo-1/v1/ciclo-1-v1.json",
]  # fmt: skip
PACKED = ["/datos/ciclo-1/v1/ciclo-1-v1.xlsx", "/municipios/lugar-01/tarjeta.png", "/municipios/lugar-01/resumen.pdf"]


@pytest.fixture
def round_1(db):
    published = make_published_round(five_outcomes(make_places(5)), code="ciclo-1", is_demo=True)
    write_open_data(published)
    return published


def body_of(response) -> bytes:
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return content


@pytest.mark.parametrize("address", PUBLIC)
def test_public_answers_are_compressed_and_say_the_same(client, round_1, address: str):
    plain, packed = client.get(address), client.get(address, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    for response in (plain, packed):
        assert "accept-encoding" in response["Vary"].lower()
    whole, small = body_of(plain), body_of(packed)
    assert gzip.decompress(small) == whole
    assert len(small) < 0.6 * len(whole)
    if "Content-Length" in packed.headers:
        assert int(packed["Content-Length"]) == len(small)


@pytest.mark.parametrize("address", PACKED)
def test_what_is_packed_already_goes_as_it_is(client, round_1, address: str):
    response = client.get(address, headers=GZIP)
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
    response.close()


@pytest.mark.parametrize("address", ["/municipios/lugar-01/", "/api/v1/trend/", "/datos/ciclo-1/v1/puntajes.csv"])
def test_validator_of_a_compressed_answer_is_weak_and_holds_for_both(client, round_1, address: str):
    plain, packed = client.get(address), client.get(address, headers=GZIP)
    assert packed["ETag"] == f"W/{plain['ETag']}"
    for response in (plain, packed):
        body_of(response)
    for tag in (plain["ETag"], packed["ETag"]):
        for encoding in ({}, GZIP):
            again = client.get(address, headers=encoding | {"if-none-match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("refused", ["gzip;q=0", "gzip; q=0.000", "br, gzip;q=0, *;q=0", "identity"])
def test_who_refuses_gzip_gets_none(client, round_1, refused: str):
    for address in ("/municipios/lugar-01/", "/datos/ciclo-1/v1/puntajes.csv"):
        response = client.get(address, headers={"accept-encoding": refused})
        assert "Content-Encoding" not in response.headers
        body_of(response)


@pytest.mark.parametrize("address", ["/municipios/lugar-01/", "/datos/ciclo-1/v1/puntajes.csv"])
def test_head_says_what_get_does(client, round_1, address: str):
    for headers in ({}, GZIP):
        head, whole = client.head(address, headers=headers), client.get(address, headers=headers)
        names = ["Content-Encoding", "Content-Length", "Vary", "Content-Type"]
        names += ["ETag"] if address.startswith("/datos/") else []  # a page has one only with its body
        assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]
        assert head.content == b""
        body_of(whole)


def test_file_that_is_the_same_for_all_may_stay_in_a_shared_cache(client, round_1):
    response = client.get("/datos/ciclo-1/v1/puntajes.csv")
    assert response["Vary"] == "Accept-Encoding"
    body_of(response)


def with_session(cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def with_message(cast) -> Client:
    client = Client()
    client.cookies[CookieStorage.cookie_name] = "x"
    return client


def sizes_of(client: Client, address: str, **headers: str) -> set[int]:
    """The sizes of one answer asked for many times; each is compressed."""
    answers = [client.get(address, headers=GZIP | headers) for _ in range(12)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    return {len(answer.content) for answer in answers}


@pytest.mark.parametrize("visitor", [with_session, with_message])
def test_size_of_the_answer_of_one_person_says_nothing(cast, round_1, visitor: Callable):
    assert len(sizes_of(visitor(cast), "/municipios/lugar-01/")) > 1


@pytest.mark.parametrize("name", ["account_login", "citizens:feedback-new", "citizens:report-new", "notices:follow"])
def test_size_of_a_page_with_a_token_says_nothing(client, round_1, name: str):
    assert "csrfmiddlewaretoken" in client.get(reverse(name)).text
    assert len(sizes_of(client, reverse(name))) > 1


def test_size_of_an_answer_to_a_token_of_the_api_says_nothing(client, round_1):
    assert len(sizes_of(client, "/api/v1/trend/", authorization="Bearer x")) > 1


def test_public_answer_is_the_same_bytes_each_time(client, round_1):
    assert len(sizes_of(client, "/municipios/lugar-01/")) == 1


def test_page_of_a_visitor_who_once_opened_a_form_is_compressed_without_its_token(client, round_1):
    client.get("/reportar/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    response = client.get("/municipios/lugar-01/", headers=GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert token not in unescape(gzip.decompress(response.content).decode())
