"""XLSX, DOCX and ODS are ZIP archives: what is inside, how large it really is, and whether something in it would run."""

import io
import re
import zipfile

from diagnostics.loaders.uploads.kinds import DOCX, ODS, XLSX, refuse

MOST_PARTS = 2000
MOST_BYTES = 150 * 1024 * 1024  # unpacked
MOST_RATIO = 200  # a sheet of one repeated number packs a hundredfold; a bomb ten thousandfold
_BOMB = "al descomprimirlo ocupa demasiado; parece hecho para dañar"
_DAMAGED = "está dañado o no es lo que dice ser; ábralo y guárdelo otra vez"
_MACRO = "trae macros o programas; guárdelo sin ellos, o como PDF"
_LINKED = "trae objetos o plantillas que se traen de otro lugar; guárdelo sin ellos, o como PDF"

_RUNS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/|intlmacrosheets/|dialogsheets/)|(^|/)(basic|scripts)/.+"
    r"|oleobject[^/]*\.bin$|\.(exe|dll|js|vbs|bat|cmd|ps1|jar|scr|com|msi)$",
    re.IGNORECASE,
)
_LINKED_TYPES = re.compile(rb'relationships/(attachedTemplate|oleObject|subDocument|frame)"', re.IGNORECASE)
_LIVE_XML = re.compile(rb"<ddelink|dde-source|dde-link|<script:event-listener|\bddeauto\b", re.IGNORECASE)


def check_archive(data: bytes, *, depth: int = 0) -> str:
    """Return which of the three documents an archive is. Refuses the rest, bombs, macros and secrets."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_shape(data, archive)
            parts = _read_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError, IndexError):
        refuse(_DAMAGED)
    kind = _document_kind(parts)
    for name, content in parts.items():
        _check_part(name, content, depth)
    return kind


def _check_shape(data: bytes, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if not infos or min(info.header_offset for info in infos) != 0 or data[-22:-18] != b"PK\x05\x06":
        refuse("trae otros datos pegados al comienzo o al final; ábralo y guárdelo otra vez")
    if any(info.flag_bits & 1 for info in infos):
        refuse("tiene contraseña; guárdelo sin ella")
    names = [info.filename for info in infos]
    if len(names) != len(set(names)) or any(n.startswith("/") or ".." in n.split("/") or "\\" in n for n in names):
        refuse(_DAMAGED)
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > MOST_PARTS or total > MOST_BYTES or (total > 5_000_000 and total / packed > MOST_RATIO):
        refuse(_BOMB)


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack by what is really there and not by what the headers say."""
    parts, left = {}, MOST_BYTES
    for info in archive.infolist():
        with archive.open(info) as stream:
            parts[info.filename] = stream.read(left + 1)
        left -= len(parts[info.filename])
        if left < 0:
            refuse(_BOMB)
    return parts


def _document_kind(parts: dict[str, bytes]) -> str:
    if parts.get("mimetype", b"").strip() == ODS.encode() and "content.xml" in parts:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            refuse("tiene contraseña; guárdelo sin ella")
        return ODS
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        refuse(_MACRO)
    if "xl/workbook.xml" in parts and b"spreadsheetml.sheet.main+xml" in types:
        return XLSX
    if "word/document.xml" in parts and b"wordprocessingml.document.main+xml" in types:
        return DOCX
    refuse("es un archivo comprimido; suba cada documento por aparte")
    raise AssertionError


def _check_part(name: str, content: bytes, depth: int) -> None:
    if content and _RUNS.search(name):
        refuse(_MACRO)
    if content.startswith(b"PK\x03\x04"):
        # A chart pasted into a letter carries its own sheet; nothing in our documents goes deeper.
        if depth:
            refuse("trae archivos comprimidos dentro de otros; suba cada documento por aparte")
        check_archive(content, depth=depth + 1)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"MZ", b"Rar!", b"7z\xbc\xaf")):
        refuse(_MACRO)
    if not name.lower().endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        refuse(_DAMAGED)
    if name.endswith(".rels") and b'TargetMode="External"' in content and _LINKED_TYPES.search(content):
        refuse(_LINKED)
    if _LIVE_XML.search(content):
        refuse(_LINKED)
