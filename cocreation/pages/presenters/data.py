"""The files of an agenda as its data page lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cocreation.pages.exports.files import NAMES_OF_RESULT, holds

KB = 1000


@dataclass(frozen=True)
class Listed:
    name: str
    saved_as: str
    holds: str
    size: str
    sha256: str
    is_of_result: bool


def listed(files: Iterable[tuple[str, str, bytes]]) -> list[Listed]:
    """`files`: name, the name under which it is saved, and content."""
    return [
        Listed(
            name, saved_as, holds(name), in_words(len(content)), sha256(content).hexdigest(), name in NAMES_OF_RESULT
        )
        for name, saved_as, content in files
    ]


def in_words(size: int) -> str:
    """«9 KB», «1,4 MB»; at least 1 KB."""
    if size < KB * KB:
        return f"{max(1, round(size / KB))} KB"
    return f"{size / KB / KB:.1f} MB".replace(".", ",")
