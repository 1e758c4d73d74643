"""One file from its bytes to what the portal may keep of it."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape

from diagnostics.loaders.uploads import antivirus, personal_data
from diagnostics.loaders.uploads.archives import check_archive
from diagnostics.loaders.uploads.kinds import (
    ACCEPTED_NAMES,
    BY_EXTENSION,
    CSV,
    DOCX,
    JPEG,
    NAMES,
    ODS,
    PDF,
    PNG,
    XLSX,
    ZIP,
    FileRefused,
    is_markup,
    kind_of,
    refuse,
)
from diagnostics.loaders.uploads.pdf import check_pdf, text_of_pdf
from diagnostics.loaders.uploads.pictures import check_jpeg, check_png

__all__ = ["ACCEPTED_NAMES", "FileRefused", "Judged", "judge"]

LONGEST_NAME = 200
TEXT_SCANNED = 2_000_000  # characters
_TEXT_PARTS = {
    XLSX: re.compile(r"xl/(sharedStrings|worksheets/[^/]+|comments[^/]*)\.xml"),
    DOCX: re.compile(r"word/(document|header\d*|footer\d*|footnotes|comments)\.xml"),
    ODS: re.compile(r"content\.xml"),
}
_BREAKS = re.compile(rb"</(w:p|text:p|si|c|row|table:table-cell)>")
_TAGS = re.compile(rb"<[^>]*>")


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: its bytes, the type they have, its name to show, its SHA-256 and what the scan counted."""

    data: bytes = field(repr=False)
    media_type: str
    name: str
    sha256: str
    personal_data: dict[str, int]


def judge(data: bytes, name: str, *, most_bytes: int, antivirus_at: str = "") -> Judged:
    """Return what may be kept of an uploaded file. Refuses FileRefused with the reason and what to do."""
    shown = clean_name(name)
    if not data:
        refuse("está vacío")
    if len(data) > most_bytes:
        refuse(f"pesa más de {most_bytes // 1024 // 1024} MB; redúzcalo o publíquelo en un enlace")
    extension = shown.rpartition(".")[2].lower() if "." in shown else ""
    expected = BY_EXTENSION.get(extension)
    if expected is None:
        kind_of(data)  # says what it is, where that helps more than the list
        refuse(f"se reciben {ACCEPTED_NAMES}, y su nombre termina en «{extension[:12] or 'nada'}»")
    kind = _checked_kind(data)
    if kind != expected:
        refuse(f"su nombre dice {NAMES[expected]} y por dentro es {NAMES[kind]}; corrija el nombre o guárdelo otra vez")
    if antivirus_at:
        antivirus.check(data, antivirus_at)
    return Judged(data, kind, shown, hashlib.sha256(data).hexdigest(), personal_data.scan(text_of(data, kind)))


def clean_name(name: str) -> str:
    """Return a file's name to show: without folders and control characters, at most 200 letters, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", last).strip(" .") or "archivo"
    stem, dot, ending = plain.rpartition(".")
    return (
        plain if len(plain) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME]
    )


def _checked_kind(data: bytes) -> str:
    kind = kind_of(data)
    if kind == ZIP:
        return check_archive(data)
    {PDF: check_pdf, PNG: check_png, JPEG: check_jpeg, CSV: _check_csv}[kind](data)
    if kind != CSV and zipfile.is_zipfile(io.BytesIO(data)):
        refuse("trae un archivo comprimido pegado; ábralo y guárdelo otra vez")
    return kind


def _check_csv(data: bytes) -> None:
    if b"\0" in data or zipfile.is_zipfile(io.BytesIO(data)):
        refuse("no es un texto de tablas (CSV)")
    text = decoded(data)
    odd = sum(1 for letter in text[:100_000] if ord(letter) < 32 and letter not in "\r\n\t")
    if odd or not re.search(r"[,;\t]", text):
        refuse("no es un texto de tablas (CSV) con columnas separadas por coma, punto y coma o tabulador")
    if any(is_markup(line) for line in data[:4096].splitlines()):
        refuse("es una página y no un texto de tablas (CSV)")


def decoded(data: bytes) -> str:
    """Return the text of bytes in UTF-8 or, as older offices write, in Latin-1."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def text_of(data: bytes, kind: str) -> str:
    """Return the words of a document, bounded; "" for pictures."""
    if kind == PDF:
        return text_of_pdf(data, TEXT_SCANNED)
    if kind == CSV:
        return decoded(data)[:TEXT_SCANNED]
    if kind not in _TEXT_PARTS:
        return ""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _TEXT_PARTS[kind].fullmatch(name)]
    xml = b"\n".join(parts)[: 10 * TEXT_SCANNED]
    return unescape(_TAGS.sub(b"", _BREAKS.sub(b"\n", xml)).decode("utf-8", "replace"))[:TEXT_SCANNED]
