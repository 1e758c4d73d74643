"""Loading the boundaries of the real map, and the home page that draws it."""

import gzip
import hashlib
import re
from math import cos, pi, sin
from pathlib import Path

import pytest

from core.models import AuditEntry
from territory.models import Boundary, BoundarySource
from tests.command_line import refused, run, write
from tests.factories.boundaries import collection, feature, square, squares
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
SOURCE = "Instituto de mapas, 2026"


@pytest.fixture
def places(db):
    return make_places(4)


def load(tmp_path: Path, text: str, *more: str) -> str:
    return run("load_boundaries", write(tmp_path, "m.geojson", text), "--attribution", SOURCE, *more)


def codes(places) -> list[str]:
    return [place.divipola for place in places]


def test_boundaries_are_stored_with_their_source(tmp_path, places):
    text = squares(codes(places))
    assert load(tmp_path, text, "--licence", "CC BY 4.0") == "Límites: 4 guardados.\n"
    source = BoundarySource.objects.get()
    assert (source.attribution, source.licence, source.width) == (SOURCE, "CC BY 4.0", 1000)
    assert source.sha256 == hashlib.sha256(text.encode()).hexdigest()
    first = Boundary.objects.get(municipality=places[0])
    assert re.fullmatch(r"(M\d+ \d+l(-?\d+[ -]?)+z)+", first.path)
    assert 0 < first.label_x < 250
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.data) == ("boundaries.loaded", {"boundaries": 4, "sha256": source.sha256})


def test_same_file_again_changes_nothing(tmp_path, places):
    load(tmp_path, squares(codes(places)))
    before = list(Boundary.objects.values()), list(BoundarySource.objects.values())
    assert load(tmp_path, squares(codes(places))) == "Límites: 4 que ya estaban.\n"
    assert (list(Boundary.objects.values()), list(BoundarySource.objects.values())) == before
    assert AuditEntry.objects.count() == 1


def test_another_file_takes_the_place_of_the_one_before(tmp_path, places):
    load(tmp_path, squares(codes(places)))
    out = load(tmp_path, squares(codes(places)[:3]))
    assert out == (
        "Límites: 3 guardados.\nSin límite: Lugar 04. Mientras falten, la portada muestra el mapa esquemático.\n"
    )
    assert (Boundary.objects.count(), BoundarySource.objects.count()) == (3, 1)


@pytest.mark.parametrize(
    "arguments", [[], ["--attribution", ""], ["--attribution", " \t"], ["--attribution", "\u200b\u202e\x01"]]
)
def test_without_a_source_nothing_is_written(tmp_path, places, arguments):
    file = write(tmp_path, "m.geojson", squares(codes(places)))
    sentence = "Diga de quién son los límites: el mapa lo muestra siempre."
    assert refused("load_boundaries", file, *arguments) == sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Diga qué archivo GeoJSON cargar, o use --remove para retirar los límites."),
        (["no-existe.geojson"], "No existe el archivo no-existe.geojson."),
    ],
)
def test_without_a_file_nothing_is_written(places, arguments, sentence):
    assert refused("load_boundaries", *arguments, "--attribution", SOURCE) == sentence


def test_long_source_is_refused(tmp_path, places):
    file = write(tmp_path, "m.geojson", squares(codes(places)))
    sentence = "La fuente admite hasta 300 letras y la licencia hasta 200."
    assert refused("load_boundaries", file, "--attribution", "x" * 301) == sentence
    assert refused("load_boundaries", file, "--attribution", SOURCE, "--licence", "x" * 201) == sentence


def test_one_bad_figure_leaves_what_was_there(tmp_path, places):
    load(tmp_path, squares(codes(places)))
    before = list(Boundary.objects.values())
    bad = collection(feature(places[0].divipola, square(0, 0)), feature(places[1].divipola, [[0, 0]]))
    file = write(tmp_path, "malo.geojson", bad)
    assert refused("load_boundaries", file, "--attribution", SOURCE) == (
        "malo.geojson: 1 error; no se guardó nada.\n"
        f"  - figura 2 ({places[1].divipola}): tiene un anillo de menos de cuatro posiciones"
    )
    assert list(Boundary.objects.values()) == before


def test_removing_gives_the_schematic_map_back(client, tmp_path, places, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load(tmp_path, squares(codes(places)))
    assert 'class="valley real"' in client.get("/").text
    with django_capture_on_commit_callbacks(execute=True):
        assert run("load_boundaries", "--remove") == "Límites: 4 retirados. La portada muestra el mapa esquemático.\n"
    page = client.get("/").text
    assert 'class="valley real"' not in page
    assert page.count("<svg x=") == 4
    assert (Boundary.objects.count(), BoundarySource.objects.count()) == (0, 0)
    assert run("load_boundaries", "--remove") == "Límites: 0 retirados. La portada muestra el mapa esquemático.\n"


def test_home_draws_the_real_map_with_its_source(client, tmp_path, places):
    answers = [levels(3, 2, 2), {"INF-01": 4, "INF-02": 4, "ESC-01": 2}, {}]
    make_published_round(dict(zip(places[:3], answers, strict=True)), code="ciclo")
    load(tmp_path, squares(codes(places)), "--licence", "CC BY 4.0")
    page = client.get("/").text
    figure = page[page.index('<figure class="map">') : page.index("</figure>")]
    assert "Límites: Instituto de mapas, 2026 · CC BY 4.0." in figure
    assert re.findall(r'<a href="([^"]+)" class="tile (t\d)" aria-label="([^"]+)"', figure) == [
        ("/municipios/lugar-01/", "t4", "Lugar 01: 62,50 puntos, Avanzado"),
        ("/municipios/lugar-02/", "t0", "Lugar 02: 57,50 puntos, Resultado parcial"),
        ("/municipios/lugar-03/", "t0", "Lugar 03: Sin resultado"),
        ("/municipios/lugar-04/", "t0", "Lugar 04: Sin publicar"),
    ]
    assert figure.count('class="hatch"') == 2, "what was not published is not what has no level"
    assert "style=" not in figure


def test_one_municipality_without_a_boundary_keeps_the_schematic_map(client, tmp_path, places):
    load(tmp_path, squares(codes(places)[:3]))
    page = client.get("/").text
    assert 'class="valley real"' not in page
    assert page.count("<svg x=") == 4
    assert "Instituto de mapas" not in page


def test_map_of_rough_boundaries_is_light(client, tmp_path):
    places = make_places(10)
    turns = [k * pi / 1500 for k in range(3000)]
    wheels = [
        [[-75 + n / 5 + 0.1 * cos(a) * (1 + 0.2 * sin((17 + n) * a)), 6 + 0.1 * sin(a)] for a in turns]
        for n in range(10)
    ]
    load(tmp_path, collection(*(feature(p.divipola, [*w, w[0]]) for p, w in zip(places, wheels, strict=True))))
    page = client.get("/").text
    drawing = page[page.index('<svg class="valley real"') : page.index("</figure>")]
    assert 2_000 < len(gzip.compress(drawing.encode())) < 12_000
