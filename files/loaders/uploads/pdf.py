"""PDF: opens without a password, contains nothing that runs; and its text."""

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject, StreamObject

from files.loaders.uploads.budget import Budget
from files.loaders.uploads.kinds import refuse

MOST_OBJECTS = 60_000  # dictionaries
MOST_REFERENCES = 200_000
MOST_VALUES = 1_500_000
MOST_STEPS = 10  # in a chain of references
MOST_PAGES_READ = 60
MOST_CONTENT = 3 * 1024 * 1024  # unpacked, drawing operators of all pages: a page of text has 10 kB
MOST_SKIPPED = 30 * 1024 * 1024  # unpacked, of pages skipped for their size
PATIENCE = 5.0  # seconds for extracting the text, which only serves a warning
# Limits of pypdf, tightened: page text and object streams are small.
_LIMITS = {
    "zlib_maximum_output_length": 10 * 1024 * 1024,
    "lzw_maximum_output_length": 10 * 1024 * 1024,
    "run_length_maximum_output_length": 10 * 1024 * 1024,
    "array_based_stream_maximum_output_length": MOST_CONTENT,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 1000,
}
_DAMAGED = "el PDF está dañado o no es un PDF; ábralo y guárdelo otra vez como PDF"
_RUNS = "el PDF trae programas o acciones que se ejecutan solas; imprímalo otra vez a PDF y suba esa copia"
_MANY = "el PDF tiene demasiadas piezas; imprímalo otra vez a PDF y suba esa copia"
_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
# Exceptions of pypdf on malformed files.
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError, AssertionError,
           NotImplementedError, OverflowError, zipfile.BadZipFile)  # fmt: skip


def check_pdf(data: bytes, budget: Budget) -> None:
    """Refuse a PDF that is damaged, locked, has data appended or other files attached, or would run something."""
    tail = data.rstrip(b"\0\r\n\t ")
    if not tail.endswith(b"%%EOF") or zipfile.is_zipfile(io.BytesIO(data)) or b"<script" in data[:2048].lower():
        refuse("el archivo es un PDF con otros datos pegados, o le falta el final; ábralo y guárdelo otra vez como PDF")
    try:
        with apply_configuration(**_LIMITS):
            _check_inside(PdfReader(_Watched(data, budget.hurry)))
    except _BROKEN:
        refuse(_DAMAGED)


class _Watched(io.BytesIO):
    """A file that looks at the clock while the library reads in it, byte by byte."""

    def __init__(self, data: bytes, hurry: Callable[[], None]):
        super().__init__(data)
        self._hurry, self._count = hurry, 0

    def read(self, size: int | None = -1) -> bytes:
        self._count += 1
        if self._count % 256 == 0:
            self._hurry()
        return super().read(size)


def _check_inside(reader: PdfReader) -> None:
    if reader.is_encrypted:
        refuse("el PDF tiene contraseña o está protegido; guárdelo sin protección")
    if not len(reader.pages):
        refuse(_DAMAGED)
    for count, thing in enumerate(_objects(reader)):
        if count > MOST_OBJECTS:
            refuse(_MANY)
        _check_object(thing)


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Walk every dictionary reachable from the trailer, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    values = 0
    while waiting:
        thing = waiting.pop()
        values += 1
        if values > MOST_VALUES or len(seen) > MOST_REFERENCES:
            refuse(_MANY)
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key not in seen:
                seen.add(key)
                waiting.append(thing.get_object())
        elif isinstance(thing, DictionaryObject):
            yield thing
            waiting += dict.values(thing)  # unresolved, so that each is visited once
        elif isinstance(thing, ArrayObject):
            waiting += list.__iter__(thing)


def _check_object(thing: DictionaryObject) -> None:
    if _value(thing, "/S") in _ACTIONS or _value(thing, "/JS") is not None or _value(thing, "/XFA") is not None:
        refuse(_RUNS)
    if _value(thing, "/Type") == "/EmbeddedFile" or (
        _value(thing, "/EF") is not None and not isinstance(thing, StreamObject)
    ):
        refuse("el PDF trae otros archivos adjuntos; suba cada uno por aparte o imprímalo otra vez a PDF")


def _value(thing: DictionaryObject, key: str) -> Any:
    value = dict.get(thing, key)
    for _ in range(MOST_STEPS):
        if not isinstance(value, IndirectObject):
            return None if isinstance(value, NullObject) else value
        value = value.get_object()
    refuse(_DAMAGED)
    raise AssertionError


class _OutOfTime(BaseException):
    """No `except Exception` of the library catches it."""


class _HurriedReader(PdfReader):
    """Raises _OutOfTime once its time is over."""

    def __init__(self, data: bytes, until: float):
        self._until = min(time.monotonic() + PATIENCE, until)
        super().__init__(_Watched(data, self.hurry))

    def hurry(self, *about: Any) -> None:
        if time.monotonic() > self._until:
            raise _OutOfTime

    def get_object(self, indirect_reference: Any) -> Any:
        self.hurry()
        return super().get_object(indirect_reference)


def text_of_pdf(data: bytes, limit: int, budget: Budget) -> str:
    """Return the text of the first pages, at most `limit` characters; "" if unreadable, as in a scan.

    Pages that draw too much are skipped, and after PATIENCE seconds what has been read is returned.
    """
    found: list[str] = []
    with apply_configuration(**_LIMITS):
        try:
            reader = _HurriedReader(data, budget.until)
            for page in _readable(reader):
                reader.hurry()
                found.append(_text_of_page(reader, page)[:limit])
                if sum(map(len, found)) >= limit:
                    break
        except (_OutOfTime, *_BROKEN):
            pass
    return "\n".join(found)[:limit]


def _readable(reader: PdfReader) -> Iterator[PageObject]:
    left, skipped = MOST_CONTENT, 0
    for page in reader.pages[:MOST_PAGES_READ]:
        size = _drawn_bytes(page, left)
        if size <= left:
            left -= size
            yield page
        else:
            skipped += size
        if skipped > MOST_SKIPPED:
            return


def _drawn_bytes(page: PageObject, most: int) -> int:
    """Return the unpacked size of a page's operators, or any larger number than `most`."""
    size = 0
    try:
        contents = page["/Contents"].get_object()
        for part in contents if isinstance(contents, ArrayObject) else [contents]:
            stream = part.get_object()
            size += len(stream.get_data()) if isinstance(stream, StreamObject) else 0
            if size > most:
                break
    except KeyError:  # an empty page
        return 0
    except _BROKEN:
        return MOST_CONTENT + 1
    return size


def _text_of_page(reader: _HurriedReader, page: PageObject) -> str:
    try:
        return page.extract_text(visitor_operand_before=reader.hurry)
    except _BROKEN:
        return ""
