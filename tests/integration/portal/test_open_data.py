"""Open data as everybody gets it: the files with their headers, the page and the catalogue."""

import hashlib
import json
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import DatasetFile
from core.web import page_cache
from diagnostics.results.queries.reference_period import reference_periods
from portal.queries.catalogue import catalogue
from tests.factories.diagnostics import AT, make_round, make_version
from tests.factories.results import (
    edition_of_three,
    file_names,
    levels,
    make_erratum,
    make_places,
    make_published_round,
    write_open_data,
)

pytestmark = pytest.mark.django_db
NAMES = file_names("ciclo-1", 1)


@pytest.fixture
def written(published):
    write_open_data(published)
    return published


def get(client: Client, address: str, **headers) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(address, headers=headers)
    content = b"".join(response)
    response.close()
    return response.status_code, content, dict(response.headers)


@pytest.mark.parametrize("name", NAMES)
def test_file_says_what_it_is_and_may_be_kept_for_ever(client, written, name):
    status, content, headers = get(client, f"/datos/ciclo-1/v1/{name}")
    row = DatasetFile.objects.get(name=name)
    assert (status, len(content), hashlib.sha256(content).hexdigest()) == (200, row.size, row.sha256)
    kinds = {"csv": "text/csv; charset=utf-8", "json": "application/json",
             "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
    assert {key: headers[key] for key in headers if key in HEADERS} == {
        "ETag": f'"{row.sha256}"',
        "Last-Modified": "Wed, 03 Mar 2027 15:01:00 GMT",
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Type": kinds.get(name.rpartition(".")[2], "text/plain; charset=utf-8"),
        "Content-Length": str(row.size),
        "Content-Disposition": f'attachment; filename="{SAVED.get(name, name)}"',
        "Access-Control-Allow-Origin": "*",
    }


SAVED = {
    **{n: f"{n.removesuffix('.csv')}-ciclo-1-v1.csv" for n in NAMES if n.endswith(".csv")},
    "datapackage.json": "datapackage-ciclo-1-v1.json", "SHA256SUMS": "SHA256SUMS-ciclo-1-v1",
}  # fmt: skip
HEADERS = {
    "ETag", "Last-Modified", "Cache-Control", "Content-Type", "Content-Length", "Content-Disposition", "Content-Encoding",
    "Access-Control-Allow-Origin", "Set-Cookie",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_who_comes_before_the_worker_gets_the_very_same(client, published, name):
    early = get(client, f"/datos/ciclo-1/v1/{name}")
    assert not DatasetFile.objects.exists()
    write_open_data(published)
    late = get(client, f"/datos/ciclo-1/v1/{name}")
    assert early[:2] == late[:2]
    assert {k: v for k, v in early[2].items() if k in HEADERS} == {k: v for k, v in late[2].items() if k in HEADERS}


def test_file_that_was_lost_or_cut_short_comes_whole_all_the_same(client, written, open_data_folder):
    address, place = "/datos/ciclo-1/v1/puntajes.csv", open_data_folder / "ciclo-1/v1/puntajes.csv"
    whole = get(client, address)
    place.write_bytes(place.read_bytes()[:100])
    assert get(client, address)[:2] == whole[:2]
    place.unlink()
    assert get(client, address)[:2] == whole[:2]


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_has_the_file_is_told_that_it_did_not_change(client, written, method):
    address = "/datos/ciclo-1/v1/municipios.csv"
    tag = client.head(address)["ETag"]
    same = getattr(client, method)(address, headers={"if-none-match": tag})
    assert (same.status_code, same.content, same["ETag"], same["Access-Control-Allow-Origin"]) == (304, b"", tag, "*")
    assert same["Cache-Control"] == "public, max-age=31536000, immutable"
    since = {"if-modified-since": "Wed, 03 Mar 2027 15:01:00 GMT"}
    assert getattr(client, method)(address, headers=since).status_code == 304
    other = getattr(client, method)(address, headers={"if-none-match": '"x"'})
    assert other.status_code == 200
    other.close()


def test_head_says_the_same_without_the_body(client, written):
    head = client.head("/datos/ciclo-1/v1/puntajes.csv")
    _, content, headers = get(client, "/datos/ciclo-1/v1/puntajes.csv")
    assert head.content == b""
    assert {k: head.headers[k] for k in head.headers if k in HEADERS} == {
        k: headers[k] for k in headers if k in HEADERS
    }
    assert int(headers["Content-Length"]) == len(content) > 0


@pytest.mark.parametrize(
    "path",
    [
        "ciclo-1/v1/nada.csv", "ciclo-1/v1/..%2f..%2fsecret_key", "ciclo-1/..%2fsecret_key", "ciclo-1/v1/%2e%2e",
        "ciclo-1/v2/puntajes.csv", "ciclo-1/v0/puntajes.csv", "ciclo-1/v99999999999999999999999/puntajes.csv",
        "otro/puntajes.csv", "ciclo-1/v1/puntajes.csv.part", "ciclo-1/ciclo-1-v2.json", "ciclo-1/puntajes.csv?version=2",
        "ciclo-1/puntajes.csv?version=x",
    ],
)  # fmt: skip
def test_what_is_not_in_the_list_is_not_found(client, written, open_data_folder, path):
    (open_data_folder / "secret_key").write_text("secret")
    (open_data_folder / "ciclo-1/v1/nada.csv").write_text("secret")
    assert client.get(f"/datos/{path}").status_code == 404


def test_newest_address_follows_the_erratum_and_the_fixed_one_stays(client, published, places):
    before = get(client, "/datos/ciclo-1/v1/puntajes.csv")[1]
    assert get(client, "/datos/ciclo-1/municipios.csv")[2]["Cache-Control"] == "public, max-age=60"
    make_erratum(published, places[0], "INF-01", "4")
    newest = get(client, "/datos/ciclo-1/puntajes.csv")[1]
    assert newest == get(client, "/datos/ciclo-1/v2/puntajes.csv")[1] != before
    assert get(client, "/datos/ciclo-1/v1/puntajes.csv")[1] == before
    assert get(client, "/datos/ciclo-1/puntajes.csv?version=1")[1] == before
    assert client.get("/datos/ciclo-1/ciclo-1-v1.xlsx").status_code == 404
    assert get(client, "/datos/ciclo-1/ciclo-1-v2.xlsx")[0] == 200
    for ending in ("xlsx", "json"):
        status, body, headers = get(client, f"/datos/ciclo-1/ciclo-1.{ending}")
        assert (status, headers["Cache-Control"]) == (200, "public, max-age=60")
        assert headers["Content-Disposition"] == f'attachment; filename="ciclo-1-v2.{ending}"'
        assert body == get(client, f"/datos/ciclo-1/v2/ciclo-1-v2.{ending}")[1]
    saved = get(client, "/datos/ciclo-1/puntajes.csv")[2]["Content-Disposition"]
    assert saved == 'attachment; filename="puntajes-ciclo-1-v2.csv"'


def test_folder_of_a_dataset_leads_to_its_place_on_the_page(client, published):
    assert client.get("/datos/ciclo-1/").headers["Location"] == "/datos/#ciclo-1"
    assert client.get("/datos/nada/").status_code == 404


def test_catalogue_leads_to_the_page_of_contact_without_an_address(published, settings):
    settings.CONTACT_EMAIL = ""
    (dataset,) = catalogue()["dcat:dataset"]
    assert dataset["dcat:contactPoint"]["vcard:hasURL"] == {"@id": f"{settings.SITE_URL}/contacto/"}


@pytest.mark.parametrize("count", [3, 12])
def test_queries_of_files_page_and_catalogue_do_not_grow(client, count):
    first = make_published_round({place: levels(3, 2, 1) for place in make_places(count)}, code="ciclo")
    for publication in (first, make_erratum(first, first.round.assessments.first().municipality, "INF-01", "4")):
        write_open_data(publication)
    asked = {
        "/datos/ciclo/v1/ciclo-v1.xlsx": 2,
        "/datos/ciclo/respuestas.csv": 2,
        "/datos/": 11,
        "/datos/catalogo.jsonld": 11,
    }
    for address, queries in asked.items():
        page_cache.forget_all()
        with CaptureQueriesContext(connection) as sent:
            client.get(address).close()
        assert (address, len(sent)) == (address, queries)
    with CaptureQueriesContext(connection) as sent:
        client.get("/datos/catalogo.jsonld")
    assert len(sent) == 0


def test_page_lists_every_file_with_its_size_and_hash(client, written, places, text_of):
    body = client.get("/datos/").content.decode()
    for row in DatasetFile.objects.all():
        assert f'href="/datos/ciclo-1/v1/{row.name}"' in body
        assert row.sha256 in body
    main = body[body.index("<main") :]
    assert main.index("Descargar XLSX") < main.index("puntajes.csv"), "the workbook comes first"
    assert "<summary>Huellas SHA-256</summary>" in main
    text = text_of(client.get("/datos/"))
    assert "Datos de demostración" in text
    assert (
        "Innovación Pública 360 (2027). Instrumento de tres temas. Ciclo 2027-1, versión 1. Licencia CC BY 4.0." in text
    )
    second = make_erratum(written, places[0], "INF-01", "4")
    page_cache.forget_all()
    text = text_of(client.get("/datos/"))
    assert "Fe de erratas. Se leyó mal el documento" in text
    assert "Cómo citar y versiones anteriores" in text
    assert "Versión 1, del 3 de marzo de 2027, ya corregida" in text
    assert "La huella aparece en unos minutos" in text
    write_open_data(second)


def test_page_before_any_publication_says_when(client, db, text_of):
    assert "Todavía no hay resultados publicados" in text_of(client.get("/datos/"))
    assert json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"] == []


def test_writing_makes_the_page_show_the_hash(client, published, django_capture_on_commit_callbacks):
    assert "La huella aparece en unos minutos" in client.get("/datos/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        write_open_data(published)
    assert "La huella aparece en unos minutos" not in client.get("/datos/").content.decode()


def test_catalogue_has_what_dcat_ap_demands(client, written, places, settings):
    response = client.get("/datos/catalogo.jsonld")
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    found = json.loads(response.content)
    assert found == json.loads(json.dumps(catalogue()))
    assert {name for name in terms_of(found) if name.partition(":")[0] not in found["@context"]} == set()
    assert found["@type"] == "dcat:Catalog"
    assert {"dct:title", "dct:description", "dct:publisher"} <= set(found)
    assert found["dct:publisher"]["foaf:name"]["@value"] == settings.PUBLISHER_NAME
    (dataset,) = found["dcat:dataset"]
    assert dataset["@type"] == "dcat:Dataset"
    assert {"dct:title", "dct:description", "dcat:contactPoint", "dct:publisher", "dcat:theme", "dcat:keyword"} <= set(
        dataset
    )
    assert "Datos de demostración" in dataset["dct:description"]["@value"]
    assert [p["dct:identifier"]["@value"] for p in dataset["dct:spatial"]] == sorted(p.divipola for p in places)
    assert [d["dct:title"]["@value"] for d in dataset["dcat:distribution"]] == NAMES
    for distribution in dataset["dcat:distribution"]:
        assert distribution["@type"] == "dcat:Distribution"
        assert distribution["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
        path = urlsplit(distribution["dcat:downloadURL"]["@id"]).path
        content = get(client, path)[1]
        assert distribution["dcat:accessURL"]["@id"] == settings.SITE_URL + path
        assert distribution["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
        assert distribution["dcat:byteSize"]["@value"] == str(len(content))


def test_every_own_address_of_the_catalogue_is_absolute_and_answers(client, written, settings):
    addresses = {i for i in identifiers_of(catalogue()) if not i.startswith(("spdx:", "mailto:"))}
    assert [a for a in addresses if not a.startswith(("https://", "http://"))] == []
    own = sorted(a for a in addresses if a.startswith(settings.SITE_URL))
    assert len(own) > len(NAMES)
    for address in own:
        assert get(client, urlsplit(address).path)[0] == 200, address


def test_catalogue_names_the_contact_and_the_period_where_there_are(client, published, settings):
    settings.CONTACT_EMAIL = "datos@area.example"
    published.round.opens_on, published.round.closes_on = AT.date(), AT.date()
    published.round.save()
    (dataset,) = catalogue()["dcat:dataset"]
    assert dataset["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:datos@area.example"}
    first, last = ({"@type": "xsd:date", "@value": day} for day in ("2026-03-04", "2027-03-03"))
    assert dataset["dct:temporal"] == {"@type": "dct:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last}
    page = client.get("/datos/").text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(block)["dataset"][0]["temporalCoverage"] == "2026-03-04/2027-03-03", "the same in the page"
    assert not any("spdx:checksum" in d for d in dataset["dcat:distribution"]), "nothing was written yet"


@pytest.mark.parametrize(
    ("cutoff", "months", "starts"),
    [
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
        (date(2026, 6, 30), 12, date(2025, 7, 1)),
        (date(2025, 2, 28), 12, date(2024, 3, 1)),
        (date(2026, 3, 14), 18, date(2024, 9, 15)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
    ],
)
def test_period_is_the_months_of_the_edition_up_to_the_cutoff(db, cutoff, months, starts):
    edition = edition_of_three()
    edition["instrument"]["reference_period_months"] = months
    days = {"opens_on": date(2024, 1, 1), "closes_on": date(2027, 1, 1)}
    round = make_round(*make_places(1), version=make_version(edition), code="ciclo", **days)
    round.cutoff_on = cutoff
    assert reference_periods([round]) == {round.pk: (starts, cutoff)}
    round.closes_on = round.cutoff_on = None
    assert reference_periods([round]) == {}


def test_catalogue_describes_the_api_as_a_service_of_every_dataset(client, published, settings):
    found = catalogue()
    [service] = found["dcat:service"]
    assert service["@type"] == "dcat:DataService"
    assert service["dcat:endpointURL"] == {"@id": f"{settings.SITE_URL}/api/v1/"}
    assert service["dcat:endpointDescription"] == {"@id": f"{settings.SITE_URL}/api/v1/schema/"}
    assert service["dcat:servesDataset"] == [{"@id": one["@id"]} for one in found["dcat:dataset"]]
    assert {"dct:title", "dct:publisher", "dcat:contactPoint", "dct:license", "dct:accessRights"} <= set(service)
    assert get(client, "/api/v1/schema/")[0] == 200


def terms_of(node) -> set[str]:
    """Every name of a property and of a class."""
    if isinstance(node, list):
        return set().union(*map(terms_of, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {name for name in node if not name.startswith("@")} | ({node["@type"]} if "@type" in node else set())
    return own.union(*(terms_of(value) for name, value in node.items() if name != "@context"))


def identifiers_of(node) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(identifiers_of, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {node["@id"]} if "@id" in node else set()
    return own.union(*(identifiers_of(value) for name, value in node.items() if name != "@context"))


def test_municipality_and_publication_give_the_workbook_of_the_version(client, written):
    for page in ("/municipios/lugar-01/", "/ciclos/ciclo-1/publicacion/"):
        assert 'href="/datos/ciclo-1/v1/ciclo-1-v1.xlsx"' in client.get(page).content.decode(), page
