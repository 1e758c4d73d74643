"""How hard a Spanish text reads: INFLESZ = 206.835 - 62.3 · syllables / words - words / sentences (docs/training.md).

A word is a run of letters. Left out: front matter, code, links' addresses, tokens with digits; a token left out keeps its final
mark. A sentence ends at . ! ? … and at each heading, list item, cell and blank line, and has at least one word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

_PAIRS = {
    "á": "a\u0301", "é": "e\u0301", "í": "i\u0301", "ó": "o\u0301", "ú": "u\u0301", "ü": "u\u0308", "ñ": "n\u0303",
}  # fmt: skip
_STRONG = set("aeoáéóíú")
_SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`\n]*\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\[\]\n]*\])")
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]+\]:\s*\S")  # a line that only says where a link goes
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:|@", re.IGNORECASE)
_QUOTE = re.compile(r"\A\s*>\s?")
_ITEM = re.compile(r"\A\s*(?:[-*+]|\d{1,9}[.)])\s+")
_HEADING = re.compile(r"\A\s{0,3}#{1,6}(?=\s|$)")
_UNDERLINE = re.compile(r"\s*(?:=+|-+)\s*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_STOP = "…"  # stands also where a sentence ends without a mark
_END = re.compile(r"[.!?…]")
_VOWELS = re.compile(r"[aeoáéíóúiuü]+")


@dataclass(frozen=True)
class Reading:
    words: int
    sentences: int
    syllables: int

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(self.words + other.words, self.sentences + other.sentences, self.syllables + other.syllables)

    @property
    def inflesz(self) -> Fraction:
        """Exact; only of a text with words."""
        of_syllables = Fraction("62.3") * self.syllables / self.words
        return Fraction("206.835") - of_syllables - self.words_per_sentence

    @property
    def words_per_sentence(self) -> Fraction:
        return Fraction(self.words, self.sentences)


def reading_of(texts: Iterable[str]) -> Reading:
    """Return the pooled reading of texts in Markdown: a course is that of its lessons, never a mean of theirs."""
    return sum(map(_reading, texts), Reading(0, 0, 0))


def rounded(value: Fraction, places: int = 1) -> float:
    """Round once, half up."""
    scaled = value * 10**places + Fraction(1, 2)
    return float(Fraction(scaled.numerator // scaled.denominator, 10**places))


def syllables(word: str) -> int:
    """Count the groups of vowels; strong ones stand in groups of their own, weak ones join them. At least one.

    u is silent in que, qui, gue, gui; a final y is weak.
    """
    letters = _SILENT_U.sub("", _composed(word.lower()))
    if letters.endswith("y"):
        letters = letters[:-1] + "i"
    return sum(max(sum(one in _STRONG for one in group), 1) for group in _VOWELS.findall(letters)) or 1


def _composed(text: str) -> str:
    """Put the letters of Spanish together with their marks; a library's way grows with the square of piled marks."""
    for letter, pair in _PAIRS.items():
        text = text.replace(pair, letter)
    return text


def _reading(text: str) -> Reading:
    plain = _plain(_composed(text.lower()))
    sentences = [words for part in _END.split(plain) if (words := _LETTERS.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    return Reading(len(words), len(sentences), sum(map(syllables, words)))


def _plain(text: str) -> str:
    """Return the text without Markdown and without what does not count, sentences ended where blocks end."""
    text = text.replace("\r\n", "\n")
    text = "\n".join(_lines(_FRONT_MATTER.sub("", text, count=1).split("\n")))
    return " ".join(_kept(token) for token in text.split())


def _lines(lines: Iterable[str]) -> Iterator[str]:
    fence, before, in_list = "", "", False
    for line in lines:
        line = _QUOTE.sub("", line, count=1) if not fence else line
        opened = _FENCE.match(line)
        if opened and (not fence or opened[0].strip() == fence):
            fence = "" if fence else opened[0].strip()
            yield _STOP
        elif not fence:
            in_list = bool(_ITEM.match(line)) or (in_list and (not line.strip() or line[0].isspace()))
            is_code = line.startswith(("    ", "\t")) and not in_list and not before.strip()
            if is_code or _REFERENCE.match(line):
                continue  # `before` stays blank, so that the next indented line is code too
            yield _of_line(line)
        before = line


def _of_line(line: str) -> str:
    if not line.strip() or _UNDERLINE.match(line):
        return f" {_STOP} "
    ends = f" {_STOP}" if _HEADING.match(line) else ""
    starts = f"{_STOP} " if ends or _ITEM.match(line) else ""
    line = _HEADING.sub("", _ITEM.sub("", line, count=1), count=1)
    line = _LINK.sub(r"\1", _CODE.sub(" ", line))
    return starts + line.replace("|", f" {_STOP} ") + ends


def _kept(token: str) -> str:
    """Return a token; of one with digits or an address only the mark at its end."""
    if not (any(letter.isdigit() for letter in token) or _ADDRESS.search(token)):
        return token
    tail = token[len(token.rstrip(".!?…)]}»”\"'’*_,;:>")) :]
    return _STOP if _END.search(tail) else ""
