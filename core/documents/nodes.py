"""Nodes of a document that remember their place: a line of a file, or a part of a draft."""

from typing import Any


class Place(str):
    """A place in words («línea 12», «pregunta TRA-08»); `part`: kind and code of a part of a draft."""

    part: tuple[str, str] = ("", "")


NOWHERE = Place("línea 1")


class Scalar(str):
    """A scalar as written, with its place and kind (str, int, float, bool or null)."""

    place: Place
    kind: str


class Mapping(dict):
    """A mapping with the place where it starts; `places` holds the place of each key."""

    place: Place
    places: dict[str, Place]


class Sequence(list):
    """A list with the place where it starts."""

    place: Place


def place_of(node: Any, default: Place = NOWHERE) -> Place:
    return getattr(node, "place", default)


def nodes_of(value: Any, place: Place) -> Any:
    """Return a JSON value as nodes that all have one place."""
    if isinstance(value, dict):
        mapping = Mapping({str(key): nodes_of(one, place) for key, one in value.items()})
        mapping.places = dict.fromkeys(mapping, place)
        node: Any = mapping
    elif isinstance(value, list | tuple):
        node = Sequence(nodes_of(one, place) for one in value)
    elif isinstance(value, bool):
        node = Scalar("true" if value else "false")
        node.kind = "bool"
    else:
        node = Scalar("" if value is None else str(value))
        node.kind = "null" if value is None else "str"
    node.place = place
    return node
