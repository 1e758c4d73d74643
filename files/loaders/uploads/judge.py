"""Judges one uploaded file: bytes → what the portal may store."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from core import personal_data
from core.words import visible
from files.choices import CSV, FILE_KINDS, JPEG, PDF, PNG
from files.loaders.uploads import antivirus
from files.loaders.uploads.archives import read_archive
from files.loaders.uploads.budget import Budget, TooSlow
from files.loaders.uploads.kinds import (
    ACCEPTED_NAMES,
    BY_EXTENSION,
    ZIP,
    FileRefused,
    is_markup,
    kind_of,
    refuse,
)
from files.loaders.uploads.office_text import Words
from files.loaders.uploads.pdf import check_pdf, text_of_pdf
from files.loaders.uploads.pictures import check_jpeg, check_png, plain_jpeg, plain_png

__all__ = ["ACCEPTED_NAMES", "FileRefused", "Judged", "anonymous", "clean_name", "judge"]

LONGEST_NAME = 200
TEXT_SCANNED = 2_000_000  # characters
TOO_SLOW = "se demora demasiado en revisarse; divídalo, guárdelo como PDF o publíquelo en una dirección"


@dataclass(frozen=True)
class Judged:
    """An accepted file: its bytes, detected type, display name, SHA-256, and the counts of the personal data scan."""

    data: bytes = field(repr=False)
    media_type: str
    name: str
    sha256: str
    personal_data: dict[str, int]


def judge(data: bytes, name: str, *, most_bytes: int, antivirus_at: str = "", budget: Budget | None = None) -> Judged:
    """Validate an uploaded file within a budget of work and time. Refuses FileRefused with the reason and a remedy."""
    shown = clean_name(name)
    if not data:
        refuse("está vacío")
    if len(data) > most_bytes:
        refuse(f"pesa más de {most_bytes // 1024 // 1024} MB; redúzcalo o publíquelo en una dirección")
    extension = shown.rpartition(".")[2].lower() if "." in shown else ""
    expected = BY_EXTENSION.get(extension)
    if expected is None:
        kind_of(data)  # refuses with a more specific message for known types
        refuse(f"se reciben {ACCEPTED_NAMES}, y su nombre termina en «{extension[:12] or 'nada'}»")
    try:
        return _judged(data, expected, shown, antivirus_at, budget or Budget())
    except TooSlow:
        refuse(TOO_SLOW)
        raise AssertionError from None


def _judged(data: bytes, expected: str, shown: str, antivirus_at: str, budget: Budget) -> Judged:
    words = Words(TEXT_SCANNED)
    kind = _checked_kind(data, expected, words, budget)
    if kind != expected:
        refuse(
            f"su nombre dice {FILE_KINDS[expected]} y por dentro es {FILE_KINDS[kind]}; corrija el nombre o guárdelo otra vez"
        )
    if antivirus_at:
        antivirus.check(data, antivirus_at, budget)
    found = _personal_data(data, kind, str(words), budget)
    return Judged(data, kind, shown, hashlib.sha256(data).hexdigest(), found)


def anonymous(judged: Judged) -> Judged:
    """Return an accepted file without what a camera writes into a picture: where it was taken, when, by which telephone."""
    plain = {PNG: plain_png, JPEG: plain_jpeg}.get(judged.media_type)
    if plain is None:
        return judged
    data = plain(judged.data)
    return replace(judged, data=data, sha256=hashlib.sha256(data).hexdigest())


def clean_name(name: str) -> str:
    """Return a display name: without folders and characters that nobody sees, at most LONGEST_NAME characters, extension kept."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f]", "", visible(last)).strip(" .") or "archivo"
    stem, dot, ending = plain.rpartition(".")
    return (
        plain if len(plain) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME]
    )


def _checked_kind(data: bytes, expected: str, words: Words, budget: Budget) -> str:
    """Return the detected type once the content is proved harmless; `words` collects the text of archives."""
    kind = kind_of(data)
    if kind == ZIP:
        return read_archive(data, words, budget)
    if kind == CSV != expected:  # unknown bytes count as text, but the name says otherwise
        refuse(f"su nombre dice {FILE_KINDS[expected]} y por dentro no lo es; ábralo y guárdelo otra vez")
    if kind == PDF:
        check_pdf(data, budget)
    else:
        {PNG: check_png, JPEG: check_jpeg, CSV: _check_csv}[kind](data)
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
    """Decode UTF-8 or, as older office software writes, Latin-1."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _personal_data(data: bytes, kind: str, words: str, budget: Budget) -> dict[str, int]:
    """Scan a bounded part of the text of a document; pictures have none. `words`: the text of an archive."""
    rows: Iterator[list[str]] = iter(())
    if kind == PDF:
        words = text_of_pdf(data, TEXT_SCANNED, budget)
    elif kind == CSV:
        words = decoded(data[: 4 * TEXT_SCANNED])[:TEXT_SCANNED]
        rows = personal_data.rows_of_csv(words)
    else:
        rows = personal_data.rows_of_words(words)
    return personal_data.scan(words, budget.watched(rows))
