"""What changed between two texts, word by word, in bounded time.

Equal lines are set aside first, then words are compared inside the lines that changed. difflib's time grows with the product
of both lengths: beyond MOST_CELLS a passage is given whole, as taken out and put in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_CELLS = 250_000
SAME, OUT, IN = "same", "out", "in"
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words. `kind`: SAME, OUT (only in the text before) or IN (only in the text after)."""

    kind: str
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """Return the pieces in order; those that are not IN make up `before`, those that are not OUT make up `after`."""
    return _joined(_lines(before.splitlines(keepends=True), after.splitlines(keepends=True)))


def _lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for is_same, old, new in _compared(before, after):
        if is_same:
            yield Piece(SAME, "".join(old))
        else:
            for same_words, old_words, new_words in _compared(_WORD.findall("".join(old)), _WORD.findall("".join(new))):
                if same_words:
                    yield Piece(SAME, "".join(old_words))
                else:
                    yield Piece(OUT, "".join(old_words))
                    yield Piece(IN, "".join(new_words))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield (equal?, part of before, part of after). What both begin and end with costs linear time."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    end = next((i for i in range(shorter - start) if before[-1 - i] != after[-1 - i]), shorter - start)
    yield True, before[:start], after[:start]
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > MOST_CELLS:
        yield False, old, new
    else:
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield kind == "equal", old[a:b], new[c:d]
    yield True, before[len(before) - end :], after[len(after) - end :]


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Join neighbours: blanks between two changed words belong to the change, so that each passage reads as one."""
    out: list[Piece] = []
    same = taken = put = ""

    def close() -> None:
        out.extend(Piece(kind, text) for kind, text in ((OUT, taken), (IN, put)) if text)

    for piece in pieces:
        if piece.kind == SAME:
            same += piece.text
            continue
        if same and (same.strip() or "\n" in same or not (taken or put)):
            close()
            out.append(Piece(SAME, same))
            taken = put = same = ""
        taken, put = taken + same, put + same
        same = ""
        taken += piece.text if piece.kind == OUT else ""
        put += piece.text if piece.kind == IN else ""
    close()
    return [*out, Piece(SAME, same)] if same else out
