"""Municipalities and boundaries from the browser: looked at first, then loaded, through the actions of the commands."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from core.models import AuditEntry
from territory.models import Boundary, Municipality
from tests.factories.accounts import make_member
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
PAGE, LOAD, BOUNDS = (
    "/administracion/municipios/",
    "/administracion/municipios/cargar/",
    "/administracion/limites/cargar/",
)


@pytest.fixture
def page(browser_of):
    return browser_of(make_member(Role.COORDINATOR))


def csv(text: str, name: str = "lugares.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def square(code: str, west: float) -> dict:
    ring = [[west, 6.0], [west + 0.1, 6.0], [west + 0.1, 6.1], [west, 6.1], [west, 6.0]]
    return {"type": "Feature", "properties": {"divipola": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def geojson(*features: dict) -> SimpleUploadedFile:
    document = json.dumps({"type": "FeatureCollection", "features": list(features)})
    return SimpleUploadedFile("limites.geojson", document.encode(), content_type="application/json")


def waiting_key(page) -> str:
    """The key of the file that the page shows."""
    return re.search(r'name="clave" value="([^"]+)"', page.get(PAGE).text)[1]


def load(page, **more):
    return page.post(LOAD, {"accion": "cargar", "clave": waiting_key(page)}, **more)


def test_the_ten_that_come_with_the_portal_are_looked_at_first_and_offered_until_they_are_there(page, text_of):
    assert "Todavía no hay municipios" in text_of(page.get(PAGE))
    looked = text_of(page.post(LOAD, {"accion": "propios"}, follow=True))
    assert "Barbosa 05079 nuevo" in looked
    assert not Municipality.objects.exists()
    answer = load(page, follow=True)
    assert "10 municipios nuevos" in text_of(answer)
    assert Municipality.objects.count() == 10
    assert AuditEntry.objects.filter(verb="municipality.loaded", by__isnull=False).count() == 10
    assert "Barbosa 05079 56.103 (2024) No" in text_of(page.get(PAGE))
    assert "propios" not in page.get(PAGE).text


def test_waiting_file_is_worked_out_once_and_is_not_in_the_session(page):
    page.post(PAGE, {"file": csv("divipola,name\n05079,Barbosa\n")})
    assert "Barbosa" not in str(dict(page.session))
    with CaptureQueriesContext(connection) as sent:
        assert "Lo que haría lugares.csv" in page.get(PAGE).text
    assert not [one["sql"] for one in sent if one["sql"].startswith(("INSERT", "UPDATE", "SAVEPOINT"))]


def test_file_is_looked_at_before_anything_changes(page, text_of):
    make_municipality(name="Girardota", divipola="05308", population=1)
    text = "divipola,name,population_2024,zone\n05308,Girardota,55902,norte\n05079,Barbosa,,\n"
    assert page.post(PAGE, {"file": csv(text)})["Location"] == PAGE
    assert (Municipality.objects.count(), Municipality.objects.get().population) == (1, 1)
    shown = text_of(page.get(PAGE))
    assert "Lo que haría lugares.csv" in shown
    assert "población 1 55902" in shown
    assert "zone norte" in shown
    assert "Barbosa 05079 nuevo" in shown
    load(page)
    assert list(Municipality.objects.order_by("divipola").values_list("name", "population")) == [
        ("Barbosa", None),
        ("Girardota", 55902),
    ]
    assert "Lo que haría" not in text_of(page.get(PAGE))


def test_file_that_was_looked_at_can_be_put_away(page, text_of):
    page.post(PAGE, {"file": csv("divipola,name\n05079,Barbosa\n")})
    assert "No cambió nada" in text_of(
        page.post(LOAD, {"accion": "descartar", "clave": waiting_key(page)}, follow=True)
    )
    answer = page.post(LOAD, {"accion": "cargar"}, follow=True)
    assert "La revisión venció" in text_of(answer)
    assert not Municipality.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("divipola,name\n05079,\n", "línea 2: falta el nombre"),
        ("codigo,name\n05079,Barbosa\n", "divipola"),
        ("divipola,name\n05079,Barbosa\n05308,BARBOSA\n", "ese nombre ya es del municipio 05079"),
    ],
)
def test_file_with_faults_is_refused_with_its_lines(page, text_of, text, why):
    answer = page.post(PAGE, {"file": csv(text)})
    assert (answer.status_code, Municipality.objects.count()) == (422, 0)
    assert why in text_of(answer)


def test_file_in_another_encoding_or_too_large_is_refused(page, text_of):
    odd = SimpleUploadedFile("l.csv", "divipola,name\n05079,Medellín\n".encode("latin-1"))
    assert "no está en UTF-8" in text_of(page.post(PAGE, {"file": odd}))
    large = csv("divipola,name\n" + "x" * (1024 * 1024))
    assert "más de 1 MB" in text_of(page.post(PAGE, {"file": large}))
    assert page.post(PAGE).status_code == 422


def test_boundaries_are_looked_at_loaded_and_removed(page, text_of):
    make_municipality(name="Aquí", divipola="05001")
    make_municipality(name="Allá", divipola="05002")
    form = {"attribution": "IGAC, 2024", "licence": "CC BY 4.0"}
    looked = page.post(BOUNDS, form | {"file": geojson(square("05001", -75.5)), "accion": "revisar"}, follow=True)
    assert "Todavía no cambió nada" in text_of(looked)
    assert "Sin límite: Allá" in text_of(looked)
    assert not Boundary.objects.exists()
    shapes = geojson(square("05001", -75.5), square("05002", -75.3))
    assert "Se cargaron 2 límites" in text_of(page.post(BOUNDS, form | {"file": shapes}, follow=True))
    assert "límites de IGAC, 2024 (CC BY 4.0)" in text_of(page.get(PAGE))
    removed = page.post("/administracion/limites/retirar/", follow=True)
    assert "2 límites retirados" in text_of(removed)
    assert AuditEntry.objects.filter(verb="boundaries.removed", by__isnull=False).exists()


def test_boundaries_without_a_source_or_with_faults_are_refused(page, text_of):
    make_municipality(name="Aquí", divipola="05001")
    nameless = page.post(BOUNDS, {"file": geojson(square("05001", -75.5)), "attribution": ""})
    assert nameless.status_code == 422
    assert "el mapa lo muestra siempre" in text_of(nameless)
    broken = SimpleUploadedFile("l.geojson", b"{")
    assert page.post(BOUNDS, {"file": broken, "attribution": "IGAC"}).status_code == 422
    assert not Boundary.objects.exists()


def test_file_with_what_is_no_text_is_refused_in_words(page, text_of):
    make_municipality(name="Aquí", divipola="05001")
    shape = square("05001", -75.5)
    shape["geometry"]["type"] = "\ud800x"
    answer = page.post(BOUNDS, {"file": geojson(shape), "attribution": "IGAC"})
    assert (answer.status_code, "hay un carácter que no es de un texto" in text_of(answer)) == (422, True)
    unseen = page.post(BOUNDS, {"file": geojson(square("05001", -75.5)), "attribution": "\u200b\u2060"})
    assert (unseen.status_code, "el mapa lo muestra siempre" in text_of(unseen)) == (422, True)
