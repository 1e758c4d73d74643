"""Reads one XML part of a document in chunks: bounded, without DTD; refuses active and remote content.

Names and values are compared after the parser resolved them, so that encodings, entities and prefixes hide nothing.
"""

import re
from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from files.loaders.uploads.budget import Budget
from files.loaders.uploads.kinds import refuse

DAMAGED = "está dañado o no es lo que dice ser; ábralo y guárdelo otra vez"
LINKED = "trae objetos o plantillas que se traen de otro lugar; guárdelo sin ellos, o como PDF"
_DRAWING = "trae un dibujo SVG con definiciones que pueden hacer daño; guárdelo como PDF"

LONGEST_TAG = 2 * 1024 * 1024
DEEPEST = 500
MOST_NAMES = 5000  # of elements and attributes; the parser interns each
MOST_ATTRIBUTES = 1000
_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"}
_WRONG_ENCODINGS = {18, 19}  # codes of expat: unknown encoding, incorrect encoding

_LIVE = {"ddelink", "dde-link", "dde-source", "dde-connection", "dde-connection-decl", "event-listener"}
_FETCHED = {"attachedtemplate", "oleobject", "subdocument", "frame", "afchunk", "package", "control"}
_INSTRUCTIONS = {"instrtext", "delinstrtext"}
_WATCHED = _LIVE | _INSTRUCTIONS | {"relationship", "fldsimple"}
_KEYWORD = "DDEAUTO"
_DDE = re.compile(r"DDE(AUTO)?\b")

_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xfe\xff"
# Encodings that other programs read and expat does not: UTF-32, EBCDIC.
_FOREIGN = re.compile(
    rb"<\0\0\0[?!A-Za-z_]\0\0\0|\0\0\0<\0\0\0[?!A-Za-z_]|\xff\xfe\0\0<\0\0\0|\0\0\xfe\xff\0\0\0<|\x4c\x6f\xa7\x94"
)


class Listener(Protocol):
    """Receives the content of a part; names without prefix in lower case, attributes as name, value, name, value."""

    @property
    def is_full(self) -> bool: ...

    def start(self, name: str, attributes: list[str]) -> None: ...

    def text(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


def looks_like_xml(head: bytes) -> bool:
    """True if a part starts like XML in any encoding; leading whitespace alone may still become XML."""
    start = head.lstrip(_BYTE_ORDER_MARKS + b" \t\r\n\0")
    return not start or start.startswith(b"<") or bool(_FOREIGN.match(head))


def read_xml(
    pieces: Iterable[bytes], budget: Budget, *, must_parse: bool, may_have_doctype: bool, listener: Listener | None
) -> None:
    """Parse one part and report its content to `listener`. Refuses FileRefused for active or remote content and malformed XML.

    Malformed content is accepted in a part that is not declared as XML (`must_parse`).
    """
    reader = _Reader(budget, listener, may_have_doctype)
    try:
        for number, piece in enumerate(pieces):
            if not number and _FOREIGN.match(piece):
                refuse(DAMAGED)
            reader.feed(piece)
        reader.close()
    except expat.ExpatError as error:
        if must_parse or error.code in _WRONG_ENCODINGS:
            refuse(DAMAGED)


def values_of(attributes: list[str], wanted: str) -> list[str]:
    """Return the stripped values of all attributes with that local name, in any namespace.

    All of them, since a program may use one beside another whose namespace it does not know.
    """
    return [
        value.strip()
        for name, value in zip(attributes[::2], attributes[1::2], strict=True)
        if name.rpartition(":")[2].lower() == wanted
    ]


class _Instructions:
    """Field instructions. Refuses DDE, also when split, and when Word would skip the fragments in between because they
    are deleted or in a namespace that it does not know.
    """

    def __init__(self) -> None:
        self._begun = {""}

    def add(self, piece: str) -> None:
        for begun in tuple(self._begun):
            text = (begun + piece if begun else re.sub(r"^\W+", "", piece))[: len(_KEYWORD) + 1].upper()
            if _DDE.match(text):
                refuse(LINKED)
            if _KEYWORD.startswith(text):
                self._begun.add(text)


class _Reader:
    def __init__(self, budget: Budget, listener: Listener | None, may_have_doctype: bool):
        self._budget, self._listener, self._may_have_doctype = budget, listener, may_have_doctype
        self._known: dict[str, str] = {}
        self._interned: dict[str, str] = {}
        self._depth = self._count = self._fed = 0
        self._instructions, self._open = _Instructions(), 0
        self._parser = expat.ParserCreate(None, None, self._interned)
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._text
        self._parser.EndElementHandler = self._end

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        self._budget.take("elements", self._count)
        self._count = 0
        if self._listener is not None and self._listener.is_full:
            self._listener = None
        # The parser buffers an unterminated tag and interns every name; both must stay bounded.
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG or len(self._interned) > MOST_NAMES:
            refuse(DAMAGED)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            refuse(DAMAGED)

    def _doctype(self, *about: object) -> None:
        if not self._may_have_doctype:
            refuse(DAMAGED)

    def _entity(self, *about: object) -> None:
        refuse(_DRAWING)

    def _start(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or len(attributes) > 2 * MOST_ATTRIBUTES:
            refuse(DAMAGED)
        local = self._known.get(name)
        if local is None:
            local = self._known[name] = name.rpartition(":")[2].lower()
        if local in _WATCHED:
            self._watch(local, attributes)
        if self._listener is not None:
            self._listener.start(local, attributes)

    def _text(self, text: str) -> None:
        if self._open:
            self._instructions.add(text)
        if self._listener is not None:
            self._listener.text(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        local = self._known[name]
        if local in _INSTRUCTIONS:
            self._open -= 1
        if self._listener is not None:
            self._listener.end(local)

    def _watch(self, local: str, attributes: list[str]) -> None:
        if local in _LIVE:
            refuse(LINKED)
        if local == "relationship":
            kinds = {value.rpartition("/")[2].lower() for value in values_of(attributes, "type")}
            if kinds & _FETCHED and "external" in map(str.lower, values_of(attributes, "targetmode")):
                refuse(LINKED)
        for instruction in values_of(attributes, "instr"):
            self._instructions.add(instruction)
        self._open += local in _INSTRUCTIONS
