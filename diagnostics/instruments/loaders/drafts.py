"""A draft of an edition → its nodes, each placed at the part of the draft where people can correct it."""

from typing import Any

from core.documents.nodes import Mapping, Place, Sequence, nodes_of
from diagnostics.instruments.choices import PartKind

HEAD, RULES = "head", "rules"
PLACES = {HEAD: "datos generales", RULES: "reglas y niveles"}  # as the pages are called
_SECTIONS = {
    "instrument": (HEAD, "datos generales"),
    "scoring": (RULES, "reglas de puntaje"),
    "maturity_levels": (RULES, "niveles"),
    "municipality_attributes": (RULES, "datos del municipio"),
    "review_reason_codes": (RULES, "razones de la revisión"),
}
_INNER = {PartKind.DIMENSION: ("indicators", PartKind.INDICATOR), PartKind.INDICATOR: ("questions", PartKind.QUESTION)}


def draft_nodes(document: dict[str, Any]) -> Mapping:
    """Return the nodes of a draft's document, for loaders.instrument.read_nodes."""
    root = Mapping()
    root.place = _place(HEAD, "", "el borrador")
    root.places = {}
    for key, value in document.items():
        kind, words = _SECTIONS.get(key, (HEAD, f"la parte «{key[:40]}»"))
        place = _place(kind, "", words)
        root.places[key] = place
        if key == "dimensions" and isinstance(value, list):
            root[key] = _list(value, PartKind.DIMENSION, place)
        else:
            root[key] = nodes_of(value, place)
    return root


def _list(parts: list[Any], kind: PartKind, place: Place) -> Sequence:
    sequence = Sequence(_part(part, kind) for part in parts)
    sequence.place = place
    return sequence


def _part(part: dict[str, Any], kind: PartKind) -> Any:
    code = str(part.get("code", ""))
    place = _place(kind, code, f"{kind.label.lower()} {code}".strip())
    if kind == PartKind.QUESTION:
        return nodes_of(part, place)
    key, inner = _INNER[kind]
    node = nodes_of({name: value for name, value in part.items() if name != key}, place)
    if key in part:
        node[key], node.places[key] = _list(part[key], inner, place), place
    return node


def _place(kind: str, code: str, words: str) -> Place:
    place = Place(words)
    place.part = (kind, code)
    return place
