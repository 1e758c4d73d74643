"""XLSX, DOCX and ODS are ZIP archives: checks their parts, real sizes and active content."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import chain

from core.broken_zip import BROKEN_ZIP
from core.workbook import XLSX
from files.choices import DOCX, ODS
from files.loaders.uploads.budget import TOO_LARGE, Budget
from files.loaders.uploads.kinds import refuse
from files.loaders.uploads.office_text import Words
from files.loaders.uploads.office_xml import DAMAGED, Listener, looks_like_xml, read_xml, values_of

PIECE = 256 * 1024
MOST_RATIO = 200  # a sheet of one repeated number compresses 100:1, a bomb 10 000:1
MOST_LETTERS = 1024  # in the name of a part
_MACRO = "trae macros o programas; guárdelo sin ellos, o como PDF"
_LOCKED = "tiene contraseña; guárdelo sin ella"
_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_STRINGS = "xl/sharedStrings.xml"

_RUNS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/|intlmacrosheets/|dialogsheets/)|(^|/)(basic|scripts)/.+"
    r"|oleobject[^/]*\.bin$|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|scr|com|msi)$",
    re.IGNORECASE,
)
# Old Office, executables, archives, and RTF, which Word embeds with its own fields and objects.
_PROGRAMS = (b"\xd0\xcf\x11\xe0", b"MZ", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")


def read_archive(data: bytes, words: Words, budget: Budget) -> str:
    """Return the document type of an archive, and put its text into `words`.

    Refuses FileRefused: other archives, bombs, macros, encryption, and content fetched from other places. The limits apply to the
    archive and those nested in it together.
    """
    return _Archive(budget, words).read(data)


class _Archive:
    def __init__(self, budget: Budget, words: Words | None):
        self._budget, self._words = budget, words  # nested archives are checked without collecting text
        self._types, self._manifest = _Types(), _Manifest()
        self._mimetype = b""

    def read(self, data: bytes) -> str:
        try:
            # Counted before the library makes an object per entry: the signature of a central directory entry.
            self._budget.take("parts", data.count(b"PK\x01\x02"))
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
                _check_shape(data, infos, self._budget.bytes)
                for info in sorted(infos, key=_order):
                    with archive.open(info) as stream:
                        self._check_part(info.filename, _pieces(stream, self._budget))
        except BROKEN_ZIP:
            refuse(DAMAGED)
        return self._kind({info.filename for info in infos})

    def _check_part(self, name: str, pieces: Iterator[bytes]) -> None:
        head = next(pieces, b"")
        if head and _RUNS.search(name):
            refuse(_MACRO)
        if name == "mimetype":
            self._mimetype = head.strip()
        if head.startswith(b"PK\x03\x04"):
            self._check_inner(head + b"".join(pieces))
        elif head.startswith(_PROGRAMS):
            refuse(_MACRO)
        elif head and (self._is_declared_xml(name) or looks_like_xml(head)):
            read_xml(
                chain([head], pieces),
                self._budget,
                must_parse=self._is_declared_xml(name),
                may_have_doctype=name.lower().endswith(".svg"),
                listener=self._listener(name),
            )
        for _ in pieces:
            pass  # read to the end, to count the real size and verify the checksum

    def _check_inner(self, data: bytes) -> None:
        """One level of nesting is allowed: an embedded chart carries its own sheet."""
        if self._words is None:
            refuse("trae archivos comprimidos dentro de otros; suba cada documento por aparte")
        self._budget.take("archives")
        _Archive(self._budget, None).read(data)

    def _is_declared_xml(self, name: str) -> bool:
        return name.lower().endswith((".xml", ".rels")) or self._types.is_xml(name.lower())

    def _listener(self, name: str) -> Listener | None:
        known = {_TYPES: self._types, _MANIFEST: self._manifest}
        return known.get(name) or (self._words.listener(name) if self._words is not None else None)

    def _kind(self, names: set[str]) -> str:
        if self._mimetype == ODS.encode() and "content.xml" in names:
            return ODS
        types = self._types.all
        if any("macroenabled" in kind or "vbaproject" in kind for kind in types):
            refuse(_MACRO)
        if "xl/workbook.xml" in names and any("spreadsheetml.sheet.main+xml" in kind for kind in types):
            return XLSX
        if "word/document.xml" in names and any("wordprocessingml.document.main+xml" in kind for kind in types):
            return DOCX
        refuse("es un archivo comprimido; suba cada documento por aparte")
        raise AssertionError


def _order(info: zipfile.ZipInfo) -> int:
    """Content types and manifest before the parts they describe, shared strings before the cells that refer to them."""
    return {_TYPES: 0, _MANIFEST: 1, _STRINGS: 2}.get(info.filename, 3)


def _check_shape(data: bytes, infos: list[zipfile.ZipInfo], most_bytes: int) -> None:
    if not infos or min(info.header_offset for info in infos) != 0 or data[-22:-18] != b"PK\x05\x06":
        refuse("trae otros datos pegados al comienzo o al final; ábralo y guárdelo otra vez")
    if any(info.flag_bits & 1 for info in infos):
        refuse(_LOCKED)
    names = [info.filename for info in infos]
    if len({name.lower() for name in names}) != len(names) or any(_is_odd(name) for name in names):
        refuse(DAMAGED)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        refuse(DAMAGED)
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if total > most_bytes or (total > 5_000_000 and total / packed > MOST_RATIO):
        refuse(TOO_LARGE)


def _is_odd(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\\" in name or len(name) > MOST_LETTERS


def _pieces(stream: zipfile.ZipExtFile, budget: Budget) -> Iterator[bytes]:
    """Unpack in chunks, counting the real size rather than the declared one."""
    while piece := stream.read(PIECE):
        budget.take("bytes", len(piece))
        yield piece


class _Types:
    """Content types declared in [Content_Types].xml, in lower case."""

    is_full = False

    def __init__(self) -> None:
        self.all: set[str] = set()
        self._xml: set[str] = set()  # part names, and extensions as «.ext»

    def start(self, name: str, attributes: list[str]) -> None:
        kinds = {kind.lower() for kind in values_of(attributes, "contenttype")}
        self.all |= kinds
        if any(kind.endswith("xml") for kind in kinds):
            self._xml |= {part.lower().lstrip("/") for part in values_of(attributes, "partname")}
            self._xml |= {f".{ending.lower()}" for ending in values_of(attributes, "extension")}

    def text(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...

    def is_xml(self, part: str) -> bool:
        return part in self._xml or f".{part.rpartition('.')[2]}" in self._xml


class _Manifest:
    """The manifest of an ODS. Refuses documents with encrypted parts."""

    is_full = False

    def start(self, name: str, attributes: list[str]) -> None:
        if name == "encryption-data":
            refuse(_LOCKED)

    def text(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...
