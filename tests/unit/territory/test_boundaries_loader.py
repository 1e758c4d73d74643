"""A GeoJSON file → boundaries by code: what is refused, and by which name."""

import json

import pytest

from core.refusals import Refusal
from territory.loaders import boundaries
from territory.loaders.boundaries import read_boundaries
from tests.factories.boundaries import collection, feature, square

CODES = {"05001", "05088", "AT-1"}
RING = square(-75.6, 6.2)


def refusal_of(text: str, **more) -> list[str]:
    with pytest.raises(Refusal) as refused:
        read_boundaries(text, name="m.geojson", codes=CODES, **more)
    return [refused.value.message, *refused.value.details]


@pytest.mark.parametrize("key", ["DIVIPOLA", "MPIO_CDPMP", "mpio_ccnct", "cod_dane"])
@pytest.mark.parametrize("code", ["05001", "5001", 5001, " 05001 "])
def test_code_is_found_under_the_usual_names_with_or_without_its_zero(key, code):
    found = read_boundaries(collection(feature(code, RING, key=key)), name="m", codes=CODES)
    assert found == {"05001": [[[tuple(place) for place in RING]]]}


def test_own_name_of_the_property_is_asked_for():
    text = collection(feature("AT-1", RING, key="Gemeinde"))
    assert list(read_boundaries(text, name="m", codes=CODES, key="gemeinde")) == ["AT-1"]
    assert refusal_of(text)[1].startswith("figura 1: no tiene el código del municipio. Se buscó en: divipola,")
    assert refusal_of(text, key="otra")[1] == "figura 1: no tiene el código del municipio. Se buscó en: otra"


def test_figures_of_other_places_are_left_out_whatever_they_hold():
    text = collection(feature("05999", [[0, 0]]), feature("05001", RING))
    assert list(read_boundaries(text, name="m", codes=CODES)) == ["05001"]


def test_multipolygon_with_height_and_hole():
    high = [[x, y, 1500] for x, y in RING]
    figure = feature("05001")
    figure["geometry"] = {"type": "MultiPolygon", "coordinates": [[high, square(-75.57, 6.23, 0.02)], [square(-75, 6)]]}
    (shape,) = read_boundaries(collection(figure), name="m", codes=CODES).values()
    assert [len(rings) for rings in shape] == [2, 1]
    assert shape[0][0][0] == (-75.6, 6.2)


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (None, "se esperaba un Polygon o MultiPolygon y es una figura sin geometría"),
        ({"type": "Point", "coordinates": [0, 0]}, "se esperaba un Polygon o MultiPolygon y es Point"),
        ({"type": "MultiPolygon"}, "no tiene coordenadas"),
        ({"type": "Polygon"}, "tiene un polígono sin anillos"),
        ({"type": "Polygon", "coordinates": []}, "tiene un polígono sin anillos"),
        ({"type": "MultiPolygon", "coordinates": []}, "no tiene coordenadas"),
        ({"type": "MultiPolygon", "coordinates": [RING]}, "tiene un anillo de menos de cuatro posiciones"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "tiene un anillo de menos de cuatro posiciones"),
        ({"type": "Polygon", "coordinates": [[*RING[:4], [0, 0]]]}, "tiene un anillo que no cierra donde empezó"),
        ({"type": "Polygon", "coordinates": [[[[0]], 1, 2, [[0]]]]}, "tiene una posición que no es [longitud, latitud]"),
        ({"type": "Polygon", "coordinates": [[["1", 2]] * 4]}, "tiene una posición que no es [longitud, latitud]"),
        ({"type": "Polygon", "coordinates": [[[True, 2]] * 4]}, "tiene una posición que no es [longitud, latitud]"),
        ({"type": "Polygon", "coordinates": [[[1e999, 2]] * 4]}, "tiene una posición que no es [longitud, latitud]"),
        ({"type": "Polygon", "coordinates": [[[-75, 6]] * 4]}, "no encierra ningún área"),
        ({"type": "Polygon", "coordinates": [[[-75, 6], [-75.3, 6.3], [-75.1, 6.1], [-75, 6]]]}, "no encierra ningún área"),
        (
            {"type": "Polygon", "coordinates": [[[834621.5, 1183220]] * 4]},
            "la posición [834621.5, 1183220] no está en grados. Convierta el archivo a EPSG:4326",
        ),
    ],
)  # fmt: skip
def test_bad_figure_is_named(geometry, fault):
    bad = feature("05088") | {"geometry": geometry}
    assert refusal_of(collection(feature("05001", RING), bad)) == [
        "m.geojson: 1 error; no se guardó nada.", f"figura 2 (05088): {fault}",
    ]  # fmt: skip


def test_two_figures_of_one_municipality_are_refused():
    text = collection(feature("05001", RING), feature(5001, RING))
    assert refusal_of(text)[1] == "figura 2: el código 05001 ya está en la figura 1"


@pytest.mark.parametrize("figure", [None, 7, [], "x", {}, {"properties": None}, {"properties": {"divipola": None}}])
def test_figure_without_a_code_is_named(figure):
    assert refusal_of(collection(feature("05001", RING), figure))[1].startswith("figura 2: no tiene el código")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "m.geojson, línea 1: no es JSON bien formado."),
        ("[" * 100_000, "m.geojson: no es un GeoJSON que se pueda leer: números o niveles de más."),
        ("1" * 5000, "m.geojson: no es un GeoJSON que se pueda leer: números o niveles de más."),
        ("[]", "m.geojson: se esperaba un GeoJSON de tipo FeatureCollection."),
        ('{"type": "Feature"}', "m.geojson: se esperaba un GeoJSON de tipo FeatureCollection."),
        (collection(), "m.geojson: no tiene figuras (features)."),
        (collection(feature("05999", RING)), "m.geojson: ninguna figura es de un municipio de este portal."),
        (
            collection(feature("05001", RING), crs={"type": "name", "properties": {"name": "EPSG:3116"}}),
            "m.geojson: las coordenadas no están en WGS84. Convierta el archivo a EPSG:4326.",
        ),
        (
            collection(feature("05001", RING), feature("05088", square(-60, 6.2))),
            "m.geojson: los municipios abarcan más de 15 grados y este mapa los deformaría.",
        ),
    ],
)
def test_file_that_cannot_serve_is_refused_in_one_sentence(text, message):
    assert refusal_of(text) == [message]


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(boundaries, "MAX_POSITIONS", 6)
    text = collection(feature("05001", RING), feature("05088", square(-75.5, 6.2)))
    assert refusal_of(text) == ["m.geojson: tiene 10 posiciones y se admiten hasta 6. Simplifíquelo."]
    monkeypatch.setattr(boundaries, "MAX_FEATURES", 1)
    assert refusal_of(text) == ["m.geojson: tiene 2 figuras y se admiten hasta 1."]


def test_frames_that_are_the_same_on_this_map_are_taken():
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4686"):
        crs = {"type": "name", "properties": {"name": name}}
        assert read_boundaries(collection(feature("05001", RING), crs=crs), name="m", codes=CODES)
    assert json.loads(collection())["features"] == []


@pytest.mark.parametrize("escape", ["\\ud800x", "\\uDFFF"])
def test_what_is_no_text_is_refused_wherever_it_stands(escape):
    for text in (
        '{"type": "FeatureCollection", "features": [{"geometry": {"type": "%s"}, "properties": {"divipola": "05001"}}]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"%s": 1}}]}',
    ):
        assert refusal_of(text % escape) == ["m.geojson: hay un carácter que no es de un texto."]
    pair = collection(feature("05001", RING), name="mapa \U0001f5fa")
    assert "\\ud83d" in pair
    assert read_boundaries(pair, name="m", codes=CODES)


def test_pole_is_refused():
    assert refusal_of(collection(feature("05001", square(-75, 89.9)))) == [
        "m.geojson: hay posiciones junto a un polo y este mapa las deformaría."
    ]
