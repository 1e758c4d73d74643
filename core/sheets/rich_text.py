"""Texts with formats inside a cell: a raised digit is none of the number's, and what is crossed out was taken back."""

from typing import IO, Any

from openpyxl.cell.text import Text
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

STRING = f"{{{SHEET_MAIN_NS}}}si"
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


class Struck(str):
    """A text of which something is crossed out."""


def text_of(element: Any) -> str:
    """Return the text of an element as people see it («45¹» for a 1 that is raised); Struck where words are crossed out."""
    text = Text.from_tree(element)
    found, is_struck = [text.plain or ""], False
    for run in text.formatted:
        words, font = run.t or "", run.rPr
        if font is not None:
            is_struck = is_struck or (bool(font.strike) and bool(words.strip()))
            words = words.translate({"superscript": _RAISED, "subscript": _LOWERED}.get(font.vertAlign, {}))
        found.append(words)
    return Struck("".join(found)) if is_struck else "".join(found)


def texts_of(source: IO[bytes]) -> list[str]:
    """Return the texts that the cells share."""
    found = []
    for _, element in iterparse(source):
        if element.tag == STRING:
            found.append(text_of(element))
            element.clear()
    return found
