"""data/courses/routes.yaml → routes: who takes which courses, in order. The first fault is refused with its line."""

from dataclasses import dataclass
from typing import Any

from core.documents.fields import Fields, refuse, unique
from core.documents.nodes import Mapping, place_of
from core.documents.yaml_text import read_document
from training.courses.choices import COURSE_CODE, LONGEST_TITLE


@dataclass(frozen=True)
class RouteFields:
    code: str
    title: str
    audience: str
    courses: tuple[str, ...]


def read_routes(text: str) -> list[RouteFields]:
    root = Fields(read_document(text, "una lista de rutas"), "el archivo")
    nodes = root.items("routes")
    root.done()
    routes = [_route(node) for node in nodes]
    places = [node.places["code"] if isinstance(node, Mapping) else place_of(node) for node in nodes]
    unique(list(zip([route.code for route in routes], places, strict=True)), "ruta")
    return routes


def _route(node: Any) -> RouteFields:
    f = Fields(node, "una ruta")
    code = f.code()
    f.what = f"la ruta {code}"
    route = RouteFields(
        code, f.text("title", limit=LONGEST_TITLE), f.text("audience", "", limit=300), tuple(f.texts("courses"))
    )
    f.done()
    for course in route.courses:
        if not COURSE_CODE.fullmatch(course) or route.courses.count(course) > 1:
            words = "está dos veces" if route.courses.count(course) > 1 else "no es el código de un curso"
            refuse(f.place("courses"), f"«{course[:40]}» {words} en {f.what}")
    if not route.courses:
        refuse(f.place("courses"), f"«courses» está vacío en {f.what}")
    return route
