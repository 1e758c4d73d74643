"""PDF: that it opens without a key, that nothing in it runs, and its text."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from diagnostics.loaders.uploads.kinds import refuse

MOST_OBJECTS = 60_000
MOST_PAGES_READ = 60
_DAMAGED = "el PDF está dañado o no es un PDF; ábralo y guárdelo otra vez como PDF"
_RUNS = "el PDF trae programas o acciones que se ejecutan solas; imprímalo otra vez a PDF y suba esa copia"
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
# What pypdf lets through from files that break its expectations.
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError, AssertionError,
           NotImplementedError, OverflowError, zipfile.BadZipFile)  # fmt: skip


def check_pdf(data: bytes) -> None:
    """Refuse PDF that are damaged, locked, more than a PDF, or that would run something."""
    tail = data.rstrip(b"\0\r\n\t ")
    if not tail.endswith(b"%%EOF") or zipfile.is_zipfile(io.BytesIO(data)) or b"<script" in data[:2048].lower():
        refuse("el archivo es un PDF con otros datos pegados, o le falta el final; ábralo y guárdelo otra vez como PDF")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            refuse("el PDF tiene contraseña o está protegido; guárdelo sin protección")
        if not len(reader.pages):
            refuse(_DAMAGED)
        for count, thing in enumerate(_objects(reader)):
            if count > MOST_OBJECTS:
                refuse("el PDF tiene demasiadas piezas; imprímalo otra vez a PDF y suba esa copia")
            _check_object(thing)
    except _BROKEN:
        refuse(_DAMAGED)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Walk every dictionary that can be reached from the trailer, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[Any] = set()
    while waiting:
        thing = waiting.pop()
        if hasattr(thing, "idnum"):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [value for key, value in dict.items(thing) if key != "/Parent"]  # unresolved, so each once
        elif isinstance(thing, ArrayObject):
            waiting += list.__iter__(thing)


def _check_object(thing: DictionaryObject) -> None:
    kind = dict.get(thing, "/S")
    if kind in _ACTIONS or dict.get(thing, "/JS") is not None or dict.get(thing, "/XFA") is not None:
        refuse(_RUNS)
    if dict.get(thing, "/Type") == "/EmbeddedFile" or (
        dict.get(thing, "/EF") is not None and not isinstance(thing, StreamObject)
    ):
        refuse("el PDF trae otros archivos adjuntos; suba cada uno por aparte o imprímalo otra vez a PDF")


def text_of_pdf(data: bytes, limit: int) -> str:
    """Return the text of the first pages, at most `limit` characters; "" where it cannot be read (a scanned page)."""
    found: list[str] = []
    try:
        for page in PdfReader(io.BytesIO(data)).pages[:MOST_PAGES_READ]:
            found.append(page.extract_text()[:limit])
            if sum(map(len, found)) >= limit:
                break
    except _BROKEN:
        pass
    return "\n".join(found)[:limit]
