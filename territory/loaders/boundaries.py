"""GeoJSON → boundaries of known municipalities in degrees, with errors that name the feature."""

import json
from collections.abc import Iterable

from core.refusals import Refusal
from core.tables import refuse_all
from territory.charts import Position, Shape, area_of
from territory.choices import place_code

# Names of the property with the DIVIPOLA code in public files, in lower case.
KEYS = (
    "divipola", "mpio_cdpmp", "mpio_ccnct", "cod_divipola", "codigo_divipola", "cod_dane", "codigo_dane", "dane_code",
    "cod_mpio", "codmpio", "mpios", "codigo_municipio", "cod_municipio",
)  # fmt: skip
# WGS84, and the reference frame of Colombia (MAGNA-SIRGAS), which differs from it by centimetres.
FRAMES = ("CRS84", "4326", "4686")
MAX_FEATURES = 5_000
MAX_POSITIONS = 200_000  # read in half a second; ten municipalities in full detail have 60 000
MAX_SPAN = 15  # degrees: beyond this the projection distorts
NEAREST_POLE = 80  # degrees of latitude
LEAST_AREA = 1e-10  # square degrees, about a square metre


def read_boundaries(text: str, *, name: str, codes: Iterable[str], key: str = "") -> dict[str, Shape]:
    """Return the polygons of the municipalities with the given codes, by code; other features are left out.

    `key`: the property that holds the code; without it the usual names are tried. Raises Refusal listing every bad feature.
    """
    features = _features(text, name)
    keys = (key.strip().casefold(),) if key.strip() else KEYS
    known, problems, shapes, seen = set(codes), [], {}, {}
    for number, feature in enumerate(features, start=1):
        where = f"figura {number}"
        code = _code(feature, keys, known)
        if code is None:
            problems.append(f"{where}: no tiene el código del municipio. Se buscó en: {', '.join(keys)}")
        elif code in seen:
            problems.append(f"{where}: el código {code} ya está en la figura {seen[code]}")
        elif code in known:
            seen[code] = number
            polygons, fault = _polygons(feature.get("geometry"))
            problems += [f"{where} ({code}): {fault}"] if fault else []
            shapes[code] = polygons
    refuse_all(problems, name=name)
    _refuse_what_cannot_be_drawn(shapes, name)
    return shapes


def _features(text: str, name: str) -> list:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise Refusal(f"{name}, línea {error.lineno}: no es JSON bien formado.") from None
    except (ValueError, RecursionError):
        raise Refusal(f"{name}: no es un GeoJSON que se pueda leer: números o niveles de más.") from None
    if "\\ud" in text.lower() and not _is_text(document):
        raise Refusal(f"{name}: hay un carácter que no es de un texto.")
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise Refusal(f"{name}: se esperaba un GeoJSON de tipo FeatureCollection.")
    if "crs" in document and not any(frame in json.dumps(document["crs"]) for frame in FRAMES):
        raise Refusal(f"{name}: las coordenadas no están en WGS84. Convierta el archivo a EPSG:4326.")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise Refusal(f"{name}: no tiene figuras (features).")
    if len(features) > MAX_FEATURES:
        raise Refusal(f"{name}: tiene {len(features)} figuras y se admiten hasta {MAX_FEATURES}.")
    return features


def _is_text(document: object) -> bool:
    """False for what escapes can write but no page or database can hold: lone surrogates."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _code(feature: object, keys: tuple[str, ...], known: set[str]) -> str | None:
    """Return the code of a feature (place_code); None without one."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    values = {str(k).casefold(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    for key in keys:
        value = values.get(key)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and str(value).strip():
            return place_code(str(value), known)
    return None


def _polygons(geometry: object) -> tuple[Shape, str]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return (
            [],
            f"se esperaba un Polygon o MultiPolygon y es {str(kind)[:30] if kind else 'una figura sin geometría'}",
        )
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        return [], "no tiene coordenadas"
    for rings in polygons:
        if not isinstance(rings, list) or not rings:
            return [], "tiene un polígono sin anillos"
        for ring in rings:
            if fault := _fault_of(ring):
                return [], fault
    shape = [[[(p[0], p[1]) for p in ring] for ring in rings] for rings in polygons]
    return shape, "" if any(_area(rings[0]) > LEAST_AREA for rings in shape) else "no encierra ningún área"


def _area(ring: list[Position]) -> float:
    """In square degrees, measured from the first position: far from zero the products would lose the difference."""
    west, south = ring[0]
    return area_of([(x - west, y - south) for x, y in ring])


def _fault_of(ring: object) -> str:
    if not isinstance(ring, list) or len(ring) < 4:
        return "tiene un anillo de menos de cuatro posiciones"
    for place in ring:
        if not isinstance(place, list) or not 2 <= len(place) <= 4 or not all(map(_is_number, place)):
            return "tiene una posición que no es [longitud, latitud]"
        if not (-180 <= place[0] <= 180 and -90 <= place[1] <= 90):
            return f"la posición [{place[0]:.12g}, {place[1]:.12g}] no está en grados. Convierta el archivo a EPSG:4326"
    return "" if ring[0][:2] == ring[-1][:2] else "tiene un anillo que no cierra donde empezó"


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12


def _refuse_what_cannot_be_drawn(shapes: dict[str, Shape], name: str) -> None:
    if not shapes:
        raise Refusal(f"{name}: ninguna figura es de un municipio de este portal.")
    positions = [place for shape in shapes.values() for rings in shape for ring in rings for place in ring]
    if len(positions) > MAX_POSITIONS:
        raise Refusal(f"{name}: tiene {len(positions)} posiciones y se admiten hasta {MAX_POSITIONS}. Simplifíquelo.")
    if any(abs(place[1]) > NEAREST_POLE for place in positions):
        raise Refusal(f"{name}: hay posiciones junto a un polo y este mapa las deformaría.")
    for axis in (0, 1):
        values = [place[axis] for place in positions]
        if max(values) - min(values) > MAX_SPAN:
            raise Refusal(f"{name}: los municipios abarcan más de {MAX_SPAN} grados y este mapa los deformaría.")
