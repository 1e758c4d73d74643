"""YAML text → nodes that remember their line; scalars stay text, so that no number passes through a float.

Only the safe core of YAML: no tags of programs, no anchors (an alias can make a small file explode).
"""

from typing import Any

import yaml

from core.documents.nodes import Mapping, Place, Scalar, Sequence
from core.refusals import Refusal
from core.words import garbled_in

MAX_CHARACTERS = 3_000_000
MAX_DEPTH = 20
MAX_PARTS = 100_000  # lists, groups and texts; an instrument of 300 questions has 15 000
NO_TEXT = "hay un carácter que no es de un texto."


# libyaml reads a large edition ten times faster; where it is missing, PyYAML's own reader gives the same.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(text: str, what: str) -> Any:
    """Return the document as Mapping, Sequence and Scalar. `what`: what it should be. Raises Refusal with the line."""
    if len(text) > MAX_CHARACTERS:
        raise Refusal(f"el archivo tiene más de {MAX_CHARACTERS:,} letras; no es {what}.".replace(",", "."))
    if spoilt := garbled_in(text):
        line = text.count("\n", 0, text.index(spoilt)) + 1
        raise Refusal(
            f"línea {line}: las tildes llegaron dañadas («{spoilt}»). Guárdelo otra vez como UTF-8 donde se vean bien."
        )
    try:
        _check_events(text, what)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"línea {mark.line + 1}: " if mark else ""
        if "Unicode character escape" in (error.problem or ""):  # libyaml refuses it before `_clean` could
            raise Refusal(f"{where}{NO_TEXT}") from None
        raise Refusal(f"{where}el YAML está mal formado ({error.problem or error.context}).") from None
    except yaml.YAMLError as error:
        raise Refusal(f"el archivo no es un texto YAML ({str(error).splitlines()[0]}).") from None
    if node is None:
        raise Refusal("el archivo está vacío.")
    return _plain(node)


def _check_events(text: str, what: str) -> None:
    """Refuse aliases and deep nesting before the tree is built: libyaml would expand both without limit."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = event.start_mark.line + 1
        if number > MAX_PARTS:
            raise Refusal(f"línea {line}: el archivo tiene demasiadas partes; no es {what}.")
        if isinstance(event, yaml.AliasEvent):
            raise Refusal(f"línea {line}: no se admiten referencias de YAML (& y *); escriba el texto completo.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise Refusal(f"línea {line}: hay demasiados niveles anidados.")


def _plain(node: yaml.Node) -> Any:
    place = _place(node)
    if isinstance(node, yaml.ScalarNode):
        scalar = Scalar(_clean(node.value, place))
        scalar.place, scalar.kind = place, node.tag.rpartition(":")[2]
        return scalar
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(_plain(child) for child in node.value)
        sequence.place = place
        return sequence
    mapping = Mapping()
    mapping.place, mapping.places = place, {}
    for key_node, value_node in node.value:
        key_place = _place(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            raise Refusal(f"{key_place}: se esperaba una clave de texto.")
        key = _clean(key_node.value, key_place)
        if key in mapping:
            raise Refusal(f"{key_place}: la clave «{key[:40]}» está repetida.")
        mapping[key] = _plain(value_node)
        mapping.places[key] = key_place
    return mapping


def _place(node: yaml.Node) -> Place:
    return Place(f"línea {node.start_mark.line + 1}")


def _clean(text: str, place: Place) -> str:
    """Refuse what escapes can write but a database cannot store: null characters and lone surrogates."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refusal(f"{place}: {NO_TEXT}")
    return text
