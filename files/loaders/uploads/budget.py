"""Limits on the work that one uploaded file may cause, including the archives in it."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from files.loaders.uploads.kinds import refuse

MOST_BYTES = 150 * 1024 * 1024  # unpacked
MOST_PARTS = 2000
MOST_ARCHIVES = 20  # nested in the document: the sheets behind its charts
MOST_ELEMENTS = 4_000_000  # of XML; about two million cells
SECONDS = 30  # for everything: type, content, antivirus, personal data
ROWS_AT_ONCE = 1000
TOO_LARGE = "al descomprimirlo ocupa demasiado; parece hecho para dañar"
_WORDS = {
    "bytes": TOO_LARGE,
    "parts": TOO_LARGE,
    "archives": f"trae más de {MOST_ARCHIVES} archivos comprimidos adentro; guárdelo como PDF o suba cada uno por aparte",
    "elements": "tiene demasiadas celdas para revisarlo; divídalo o publíquelo en una dirección",
}


Row = TypeVar("Row")


class TooSlow(BaseException):
    """The time is over. No `except Exception` of a library catches it; `judge` turns it into a refusal."""


def _end() -> float:
    return time.monotonic() + SECONDS


@dataclass
class Budget:
    """What is left for one upload, shared by all its nested archives."""

    bytes: int = MOST_BYTES
    parts: int = MOST_PARTS
    archives: int = MOST_ARCHIVES
    elements: int = MOST_ELEMENTS
    until: float = field(default_factory=_end)

    def take(self, what: str, amount: int = 1) -> None:
        left = getattr(self, what) - amount
        setattr(self, what, left)
        if left < 0:
            refuse(_WORDS[what])
        self.hurry()

    @property
    def seconds_left(self) -> float:
        return self.until - time.monotonic()

    def hurry(self) -> None:
        """Raise TooSlow when the time is over."""
        if self.seconds_left <= 0:
            raise TooSlow

    def watched(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows as long as there is time."""
        for number, row in enumerate(rows):
            if number % ROWS_AT_ONCE == 0:
                self.hurry()
            yield row
