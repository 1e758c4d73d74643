"""How the public API is read: pages, filters, refusals, caches, other sites and limits."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from diagnostics.assessments.models import Round
from diagnostics.results.actions import errata
from diagnostics.results.actions.errata import Corrected
from innovacion360.api_settings import framework
from tests.budgets import queries_of
from tests.factories.accounts import make_user
from tests.factories.diagnostics import AT
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
SCORES, ROUNDS = "/api/v1/rounds/ciclo-2/scores/", "/api/v1/rounds/"


def test_pages_lead_on_and_back(client, valley):
    first = client.get(SCORES, {"page_size": 50}).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (53, 50, None)
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (3, None)
    assert client.get(second["previous"]).json() == first


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("municipio=5", "Esta dirección no tiene el parámetro «municipio». Los que tiene: page, page_size, version, "
         "municipality, kind, code, level, status."),
        ("kind=global&kind=question", "El parámetro «kind» se repite. Envíe un solo valor."),
        ("kind=total", "El parámetro «kind» no sirve. \"total\" no es una elección válida."),
        ("municipality=5001", "Este ciclo no tiene un municipio con el código «5001»."),
        ("code=XYZ", "Este ciclo no tiene una parte del instrumento con el código «XYZ»."),
        ("municipality=", "El parámetro «municipality» no sirve. Este campo no puede estar en blanco."),
        ("page=0", "El parámetro «page» no sirve. Asegúrese de que este valor es mayor o igual a 1."),
        ("page_size=501", "El parámetro «page_size» no sirve. Asegúrese de que este valor es menor o igual a 500."),
        ("version=x", "El parámetro «version» no sirve. Introduzca un número entero válido."),
        (f"version={'9' * 5000}", "El parámetro «version» no sirve. Cadena demasiado larga."),
        ("code=a%00b", "La dirección tiene un carácter que no se admite."),
    ],
)  # fmt: skip
def test_bad_filter_is_refused_in_words(client, valley, query, sentence):
    response = client.get(f"{SCORES}?{query}")
    assert (response.status_code, response.json()) == (400, {"detail": sentence})


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nada/", "/api/v1/rounds/nada/", "/api/v1/rounds/abierto/scores/", f"{SCORES}?version=3",
        f"{SCORES}?page=99", "/api/v1/rounds/ciclo-2/questions/NO-01/", '/api/v1/rounds/ciclo-2/questions/%22/',
        "/api/v1/instruments/TRES/2.0.0/", "/api/v1/municipalities/0/", "/api/v1/rounds/%F0%9F%90%9D/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, valley, address):
    response = client.get(address)
    assert (response.status_code, list(response.json())) == (404, ["detail"])


def test_filters_keep_what_they_say(client, valley):
    here = valley.places[1].divipola
    rows = client.get(SCORES, {"municipality": here, "kind": "dimension", "level": 4}).json()["results"]
    assert [(r["code"], r["displayed"]) for r in rows] == [("ESC", "75.00")]
    absent = client.get(SCORES, {"kind": "global", "status": "unanswered"}).json()["results"]
    assert [(r["municipality"], r["displayed"]) for r in absent] == [(valley.places[4].divipola, "")]
    before = client.get(SCORES, {"kind": "global", "municipality": valley.places[0].divipola, "version": 1}).json()
    assert [r["displayed"] for r in before["results"]] == ["62.50"]


def test_only_reading_is_allowed_and_only_json(client, valley):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(ROUNDS)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response.json() == {"detail": "La API solo se lee: use GET."}
    refused = client.get(ROUNDS, headers={"accept": "text/csv"})
    assert (refused.status_code, refused.json()) == (406, {"detail": "La API responde en JSON (application/json)."})
    linked = client.get("/api/v1/catalogue/", headers={"accept": "application/ld+json"})
    assert (linked.status_code, linked["Content-Type"]) == (200, "application/ld+json")
    assert linked.json() == client.get("/api/v1/catalogue/").json()
    head = client.head(ROUNDS)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", client.get(ROUNDS).headers["ETag"])


def test_unchanged_answer_is_not_sent_again(client, valley):
    for address in (
        SCORES,
        ROUNDS,
        "/api/v1/trend/",
        "/api/v1/municipalities/",
        "/api/v1/rounds/ciclo-2/questions/INF-01/",
    ):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


def test_not_sending_costs_two_queries(client, valley):
    tag = client.get(SCORES).headers["ETag"]
    assert len(queries_of(lambda: client.get(SCORES, headers={"if-none-match": tag}))) == 2


def test_publication_erratum_and_places_make_a_new_tag(client, valley):
    tags = [client.get(ROUNDS).headers["ETag"]]
    places = valley.places
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ciclo-3", version="1.2.0")
    tags.append(client.get(ROUNDS).headers["ETag"])
    correction = Corrected(places[0].divipola, "INF-01", "3", False, "")
    errata.correct(
        round=Round.objects.get(code="ciclo-3"), corrections=[correction], reason="Otra.", by=make_user(), at=AT
    )
    tags.append(client.get(ROUNDS).headers["ETag"])
    places[0].name = "Otro nombre"
    places[0].save()
    tags.append(client.get(ROUNDS).headers["ETag"])
    assert len(set(tags)) == 4
    assert client.get(f"{ROUNDS}?page_size=2").headers["ETag"] not in tags


def test_other_sites_may_read_what_is_public(client, valley):
    for response in (client.get(ROUNDS), client.get(f"{ROUNDS}?x=1"), client.head(ROUNDS), client.options(ROUNDS)):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    assert client.options(ROUNDS).headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for other in (client.post(ROUNDS), client.get("/api/v1/staff/rounds/"), client.get("/")):
        assert "Access-Control-Allow-Origin" not in other.headers


def test_each_address_has_its_own_limit(client, valley, rates):
    rates["public"] = "3/min"
    statuses = [client.get(ROUNDS).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.get("/api/v1/trend/")
    wait = int(refused.headers["Retry-After"])
    assert refused.json() == {"detail": f"Son demasiadas consultas seguidas. Espere {wait} segundos."}
    assert 0 < wait <= 60
    forged = client.get(ROUNDS, headers={"x-forwarded-for": "198.51.100.7"})
    assert forged.status_code == 429  # no proxy stands before this portal: what the header says counts for nothing
    assert client.get(ROUNDS, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_the_addresses_of_one_network_share_a_limit(client, valley, rates):
    rates["public"] = "3/min"
    statuses = [client.get(ROUNDS, REMOTE_ADDR=f"2001:db8:1:2::{number}").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert client.get(ROUNDS, REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_limit_of_the_environment_is_read_or_refused():
    assert framework(public_rate="7/hour", proxies=1)["DEFAULT_THROTTLE_RATES"]["public"] == "7/hour"
    for wrong in ("", "0/min", "120", "many/min", "5/fortnight"):
        with pytest.raises(ImproperlyConfigured, match="API_RATE"):
            framework(public_rate=wrong, proxies=0)


def test_failure_of_ours_is_said_without_detail(client, valley, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.api.rounds.published.edition", lambda *_: 1 / 0)
    response = client.get(ROUNDS)
    sentence = "Algo falló de nuestro lado. Inténtelo de nuevo en unos minutos."
    assert (response.status_code, response.json()) == (500, {"detail": sentence})


COST = {
    "/api/v1/municipalities/": 3,
    "/api/v1/instruments/": 3,
    "/api/v1/instruments/TRES/1.0.0/": 4,
    "/api/v1/rounds/": 3,
    "/api/v1/rounds/ciclo/": 5,
    "/api/v1/rounds/ciclo/scores/": 6,
    "/api/v1/rounds/ciclo/questions/": 4,
    "/api/v1/rounds/ciclo/questions/INF-01/": 7,
    "/api/v1/trend/": 5,
}


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow(client, cold, count):
    from diagnostics.instruments.models import instruments

    make_published_round({place: levels(3, n % 4 + 1, 2) for n, place in enumerate(make_places(count))}, code="ciclo")
    found = {}
    for address in COST:
        instruments._PARSED.clear()
        found[address] = len(queries_of(lambda address=address: client.get(address)))
    assert found == COST


def test_before_the_first_publication_lists_are_empty(client, db):
    for address in (ROUNDS, "/api/v1/trend/", "/api/v1/instruments/"):
        assert client.get(address).json() == {"count": 0, "next": None, "previous": None, "results": []}
