"""A file of practices, CSV or YAML → rows of text that know their line."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from advisory.practices.exports.columns import ALL_COLUMNS, COLUMNS
from core.documents.nodes import Mapping, Scalar, place_of
from core.documents.nodes import Sequence as Listed
from core.documents.yaml_text import read_document
from core.refusals import Refusal
from core.tables import Row, read_csv

DOCUMENTS = (".yaml", ".yml", ".json")
JOINED = {"evidence": " ", "tags": ";"}  # fields that may be lists


def read_rows(text: str, *, name: str) -> list[Row]:
    """Return the rows of a file by the end of its name. Raises Refusal naming the file and the line."""
    if PurePath(name).suffix.lower() not in DOCUMENTS:
        return read_csv(text, name=name, required=list(COLUMNS), known=list(ALL_COLUMNS), delimiters=",;\t")
    try:
        node = read_document(text, "un documento de prácticas")
        return [_row(one) for one in _listed(node)]
    except Refusal as refusal:
        mark = ", " if refusal.message.startswith("línea") else ": "
        raise Refusal(f"{name}{mark}{refusal.message}") from None


def _listed(node: Any) -> Sequence[Any]:
    if isinstance(node, Mapping):
        if other := next((key for key in node if key != "practices"), ""):
            raise Refusal(f"{node.places[other]}: no se conoce la clave «{other[:40]}»; se esperaba «practices».")
        node = node["practices"]
    if not isinstance(node, Listed):
        raise Refusal(f"{place_of(node)}: se esperaba una lista de prácticas, o «practices» con su lista.")
    return node


def _row(node: Any) -> Row:
    if not isinstance(node, Mapping):
        raise Refusal(f"{place_of(node)}: se esperaba una práctica con sus claves.")
    if unknown := next((key for key in node if key not in ALL_COLUMNS), ""):
        known = ", ".join(COLUMNS)
        raise Refusal(f"{node.places[unknown]}: no se conoce la clave «{unknown[:40]}». Se esperaban: {known}.")
    return Row(int(node.place.split()[-1]), {key: _cell(key, value) for key, value in node.items()})


def _cell(key: str, value: Any) -> str:
    if isinstance(value, Scalar):
        return "" if value.kind == "null" else value.strip()
    if key in JOINED and isinstance(value, Listed) and all(isinstance(one, Scalar) for one in value):
        return JOINED[key].join(value)
    raise Refusal(f"{place_of(value)}: «{key}» debe ser un texto.")
