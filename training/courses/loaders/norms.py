"""data/norms.yaml → norms with their articles. The first fault is refused with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.documents.fields import Fields, refuse, unique
from core.documents.nodes import Mapping as MappingNode
from core.documents.nodes import place_of
from core.documents.yaml_text import read_document
from training.courses.choices import Certainty, NormStatus


@dataclass(frozen=True)
class NormFields:
    """`articles`: certainty by number. `cited_as`: how texts and the instrument name it, besides its name."""

    code: str
    name: str
    checked_on: date
    status: str
    note: str
    articles: Mapping[str, str]
    cited_as: tuple[str, ...]


Norms = Mapping[str, NormFields]


def read_norms(text: str) -> dict[str, NormFields]:
    """Return the norms by code, in the order of the file. Raises Refusal with the line."""
    root = Fields(read_document(text, "una lista de normas"), "el archivo")
    nodes = root.items("norms")
    root.done()
    norms = [_norm(node) for node in nodes]
    places = [node.places["code"] if isinstance(node, MappingNode) else place_of(node) for node in nodes]
    unique(list(zip([norm.code for norm in norms], places, strict=True)), "norma")
    said: dict[str, str] = {}
    for norm, place in zip(norms, places, strict=True):
        for words in dict.fromkeys((norm.name, *norm.cited_as)):
            if said.setdefault(words.casefold(), norm.code) != norm.code:
                refuse(place, f"«{words}» nombra también a la norma {said[words.casefold()]}")
    return {norm.code: norm for norm in norms}


def printable(norms: Norms, codes: Iterable[str]) -> set[str]:
    """Return the articles that may be printed by who cites these norms."""
    return {
        number
        for code in codes
        if code in norms
        for number, certainty in norms[code].articles.items()
        if certainty == Certainty.HIGH
    }


def _norm(node: Any) -> NormFields:
    f = Fields(node, "una norma")
    code = f.code()
    f.what = f"la norma {code}"
    norm = NormFields(
        code=code,
        name=f.text("name", limit=300),
        checked_on=_day(f, "checked_on"),
        status=f.choice("status", list(NormStatus.values)),
        note=f.text("note", "", limit=500),
        articles=_articles(f),
        cited_as=tuple(dict.fromkeys(f.texts("cited_as", []))),
    )
    f.done()
    return norm


def _articles(f: Fields) -> dict[str, str]:
    articles: dict[str, str] = {}
    for node in f.items("articles", [], least=0):
        a = Fields(node, f"un artículo de {f.what}")
        number, certainty = a.text("number", limit=40), a.choice("certainty", list(Certainty.values))
        a.done()
        if number in articles:
            refuse(a.place("number"), f"el artículo {number} está dos veces en {f.what}")
        articles[number] = certainty
    return articles


def _day(f: Fields, key: str) -> date:
    text = f.text(key)
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    refuse(f.place(key), f"«{key}» debe ser un día, como 2027-02-01, y dice «{text[:20]}»")
    raise AssertionError
