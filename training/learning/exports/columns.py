"""Widths of the columns of a printed table, by what they hold. Equal ones push a long word off the page."""

import math
from typing import Any

ROOM = 480.0  # points between the margins of letter paper (paper.typ), less a little for what is indented
INSET = 8.0  # left and right of a cell
USUAL, SMALL = 11.0, 9.5
NARROWEST = 45.0
LONGEST_WORD = 30  # letters of a Spanish one
CROWDED = 0.85  # of the room: where longest words take more, the rest has too little
# Longer ones go on over the page.
MOST_LINES_OF_A_ROW, MOST_LINES_OF_A_TABLE = 20, 14
# Thousandths of the letter's size in the bold face, which is the wider one.
_WIDTHS = {
    letter: width
    for width, letters in ((264, " ,.:;ijlíIJ·'|!"), (400, "frt1-()[]"), (480, "csz?¿7«»"), (900, "mwMW%—…"))
    for letter in letters
}


def layout_of(table: list[list[str]]) -> dict[str, Any]:
    """Say how the table stands on the page: `small` if its words need it, `hyphenate` if even then one does not fit."""
    size = next((size for size in (USUAL, SMALL) if sum(_least(table, size)) <= CROWDED * ROOM), SMALL)
    least, wanted = _least(table, size), [max(map(_width, cells)) * size + INSET for cells in _columns(table)]
    tight = sum(least) > ROOM
    widths = _filled([min(one, NARROWEST) for one in least], least) if tight else _filled(least, wanted)
    lines = [_lines(row, widths, size) for row in table]
    return {
        "small": size == SMALL, "hyphenate": tight,
        "columns": [{"width": round(width, 1), "breaks": _breaks(cells, width - INSET, size)}
                    for cells, width in zip(_columns(table), widths, strict=True)],
        "whole": sum(lines) <= MOST_LINES_OF_A_TABLE, "whole_rows": [one <= MOST_LINES_OF_A_ROW for one in lines[1:]],
    }  # fmt: skip


def _columns(table: list[list[str]]) -> list[tuple[str, ...]]:
    return list(zip(*table, strict=True))


def _width(text: str) -> float:
    """In sizes of the letter."""
    return sum(_WIDTHS.get(one, 1000 if one > "ʯ" else 740 if one.isupper() else 600) for one in text) / 1000


def _words(cells: tuple[str, ...]) -> list[str]:
    return [word for cell in cells for word in cell.split()]


def _least(table: list[list[str]], size: float) -> list[float]:
    return [max(map(_width, _words(cells)), default=0) * size + INSET for cells in _columns(table)]


def _filled(least: list[float], wanted: list[float]) -> list[float]:
    """Between what each needs and what it wants; of the rest, a column with four times as much text has twice as much."""

    def widths(share: float) -> list[float]:
        return [max(one, min(want, share * math.sqrt(want))) for one, want in zip(least, wanted, strict=True)]

    low, high = 0.0, max(wanted)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) <= ROOM else (low, middle)
    found = widths(low)
    return [width * ROOM / sum(found) for width in found]


def _breaks(cells: tuple[str, ...], room: float, size: float) -> int:
    """After how many letters a word may go on in the next line; 0: words do not. Spanish ones are hyphenated if they can be."""
    too_wide = [word for word in _words(cells) if _width(word) * size > room + 1]
    spanish = all(word.isalpha() and len(word) <= LONGEST_WORD for word in too_wide)
    return 0 if not too_wide or (spanish and room > NARROWEST - INSET) else max(1, int(room / size))


def _lines(row: list[str], widths: list[float], size: float) -> int:
    rooms = [width - INSET for width in widths]
    return max(math.ceil(_width(cell) * size / room) for cell, room in zip(row, rooms, strict=True))
