"""Limits on the work that one uploaded archive may cause, including nested archives."""

from dataclasses import dataclass

from files.loaders.uploads.kinds import refuse

MOST_BYTES = 150 * 1024 * 1024  # unpacked
MOST_PARTS = 2000
MOST_ARCHIVES = 20  # nested in the document: the sheets behind its charts
MOST_ELEMENTS = 4_000_000  # of XML; about two million cells
TOO_LARGE = "al descomprimirlo ocupa demasiado; parece hecho para dañar"
_WORDS = {
    "bytes": TOO_LARGE,
    "parts": TOO_LARGE,
    "archives": f"trae más de {MOST_ARCHIVES} archivos comprimidos adentro; guárdelo como PDF o suba cada uno por aparte",
    "elements": "tiene demasiadas celdas para revisarlo; divídalo o publíquelo en un enlace",
}


@dataclass
class Budget:
    """What is left for one upload, shared by all its nested archives."""

    bytes: int = MOST_BYTES
    parts: int = MOST_PARTS
    archives: int = MOST_ARCHIVES
    elements: int = MOST_ELEMENTS

    def take(self, what: str, amount: int = 1) -> None:
        left = getattr(self, what) - amount
        setattr(self, what, left)
        if left < 0:
            refuse(_WORDS[what])
