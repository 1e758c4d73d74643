"""Small GeoJSON made for tests: squares side by side, and rough shapes that share their borders."""

import json
from collections.abc import Iterable
from typing import Any


def square(west: float, south: float, side: float = 0.1) -> list[list[float]]:
    """A closed ring around a square."""
    east, north = round(west + side, 6), round(south + side, 6)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: object, *rings: list[list[float]], key: str = "DIVIPOLA") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {key: code},
        "geometry": {"type": "Polygon", "coordinates": list(rings)},
    }


def collection(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more)


def squares(codes: Iterable[str]) -> str:
    """One square per code in a row from west to east, each touching the next."""
    return collection(*(feature(code, square(-75.6 + n / 10, 6.2)) for n, code in enumerate(codes)))
