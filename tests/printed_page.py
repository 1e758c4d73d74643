"""Lines of a PDF page that Typst made: what each says, where it stands and how far it goes."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream


@dataclass(frozen=True)
class Run:
    """Glyphs of one font on one line, in points from the left and the foot of the page."""

    text: str
    left: float
    right: float
    foot: float
    size: float
    bold: bool
    mark: int  # of the content in the page that a tag names; -1: none


class _Font:
    def __init__(self, found: Any):
        self.bold = "Bold" in found["/BaseFont"]
        inner = found["/DescendantFonts"][0].get_object()
        self.usual, self.widths = float(inner.get("/DW", 0)), dict(_widths(inner.get("/W", [])))
        cmap = found["/ToUnicode"].get_object().get_data().decode("latin-1")
        pairs = re.findall(r"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]{4,})>\s", cmap)
        self.letters = {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}

    def read(self, raw: bytes) -> tuple[str, float]:
        codes = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
        text = "".join(self.letters.get(code, "") for code in codes)
        seen = codes[: len(codes) - len(text) + len(text.rstrip())]  # a blank at the end of a line is not printed
        return text, sum(self.widths.get(code, self.usual) for code in seen)


def _widths(array: list[Any]) -> Iterator[tuple[int, float]]:
    at = 0
    while at < len(array):
        first, second = int(array[at]), array[at + 1]
        if isinstance(second, list):
            yield from ((first + place, float(width)) for place, width in enumerate(second))
            at += 2
        else:
            yield from ((code, float(array[at + 2])) for code in range(first, int(second) + 1))
            at += 3


def runs_of(page: PageObject) -> list[Run]:
    fonts = {name: _Font(found.get_object()) for name, found in page["/Resources"]["/Font"].items()}
    found, font, size, left, foot, along, marks = [], next(iter(fonts.values())), 0.0, 0.0, 0.0, 0.0, [-1]
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"cm":
            left, foot = float(operands[4]), float(operands[5])
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator == b"Tm":
            along = float(operands[4])
        elif operator in (b"BDC", b"BMC"):
            marks.append(operands[1].get("/MCID", marks[-1]) if operator == b"BDC" else marks[-1])
        elif operator == b"EMC":
            marks.pop()
        elif operator in (b"Tj", b"TJ"):
            said, width, start = "", 0.0, left + along
            for part in operands if operator == b"Tj" else operands[0]:
                if isinstance(part, str | bytes):
                    text, wide = font.read(getattr(part, "original_bytes", part))
                    said, width = said + text, width + wide
                else:
                    width -= float(part)
            found.append(Run(said, start, start + width * size / 1000, foot, size, font.bold, marks[-1]))
    return found


def read_pdf(raw: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(raw))


def off_the_paper(read: PdfReader, margin: float) -> list[tuple[int, str]]:
    return [
        (number, run.text)
        for number, page in enumerate(read.pages, start=1)
        for run in runs_of(page)
        if run.left < margin - 0.5 or run.right > float(page.mediabox.right) - margin + 0.5
    ]


def last_lines(read: PdfReader, foot: float) -> Iterator[tuple[int, list[Run]]]:
    """Yield the lowest line of each page that stands above the foot."""
    for number, page in enumerate(read.pages, start=1):
        body = [run for run in runs_of(page) if run.foot > foot and run.text.strip()]
        lowest = min(run.foot for run in body)
        yield number, [run for run in body if run.foot < lowest + 1]


def tagged(read: PdfReader, kind: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the content of each element of a kind: pages and marks."""
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(read.pages, start=1)}
    waiting = [read.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop()
        waiting += [kid for kid in _kids(element) if not isinstance(kid, int) and "/S" in kid]
        if element.get("/S") == kind:
            yield list(_contents(element, numbers))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


def _contents(element: Any, numbers: dict[int, int]) -> Iterator[tuple[int, int]]:
    for kid in _kids(element):
        if isinstance(kid, int):
            yield numbers[element.raw_get("/Pg").idnum], int(kid)
        elif "/MCID" in kid:
            yield numbers[(kid if "/Pg" in kid else element).raw_get("/Pg").idnum], int(kid["/MCID"])
        elif "/S" in kid:
            yield from _contents(kid, numbers)
