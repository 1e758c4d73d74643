"""File types by their first bytes, never by name alone."""

from core.refusals import Refusal
from files.choices import CSV, FILE_KINDS, JPEG, PDF, PNG

ZIP = "application/zip"  # intermediate: refined to XLSX, DOCX or ODS

BY_EXTENSION = {name.lower(): kind for kind, name in FILE_KINDS.items()} | {"jpg": JPEG}
*_FIRST, _LAST = FILE_KINDS.values()
ACCEPTED_NAMES = f"{', '.join(_FIRST)} o {_LAST}"

_HEADS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG, b"PK\x03\x04": ZIP}
# Common wrong types, each with a remedy.
_REFUSED_HEADS = {
    b"MZ": "es un programa",
    b"\x7fELF": "es un programa",
    b"#!": "es un programa",
    b"\xd0\xcf\x11\xe0": "es de una versión antigua de Office; ábralo y guárdelo como XLSX, DOCX o PDF",
    b"GIF8": "es una imagen GIF; guárdela como PNG o JPEG",
    b"RIFF": "es una imagen o un sonido que no se recibe; guárdela como PNG o JPEG",
    b"Rar!": "es un archivo comprimido; suba cada documento por aparte",
    b"7z\xbc\xaf": "es un archivo comprimido; suba cada documento por aparte",
    b"\x1f\x8b": "es un archivo comprimido; suba cada documento por aparte",
}
_MARKUP = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php", b"<iframe")


class FileRefused(Refusal):
    """The file is not accepted; the message gives the reason and a remedy."""


def refuse(reason: str) -> None:
    raise FileRefused(f"No se recibió el archivo: {reason}.")


def is_markup(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    return start.startswith(_MARKUP)


def kind_of(data: bytes) -> str:
    """Return the media type of the first bytes; anything unknown counts as text. Refuses known unwanted types."""
    for head, kind in _HEADS.items():
        if data.startswith(head):
            return kind
    for head, reason in _REFUSED_HEADS.items():
        if data.startswith(head):
            refuse(reason)
    if is_markup(data[:1024]):
        refuse("es una página o un dibujo que puede llevar programas; guárdelo como PDF, PNG o JPEG")
    return CSV
