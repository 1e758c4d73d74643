"""Markdown that strangers write: one grammar for whoever judges a text and whoever shows it."""

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
LONGEST_TEXT, LONGEST_LINE, MOST_LINES = 100_000, 4_000, 4_000
# Of a text, and of a line: the parser looks for the end of each link from each bracket, and fills up each row of a table.
MOST_BRACKETS, MOST_BARS, MOST_CELLS = 1_000, 40, 10_000
# One parser each for all threads: parsing keeps its state in the tokens.
_SHOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_JUDGED = MarkdownIt("commonmark", {"html": True}).enable("table")
_JUDGED.validateLink = lambda url: True  # type: ignore[method-assign]  # a link that is not shown must be found to be named


OPTIONS = _SHOWN.options


def tokens_to_show(text: str) -> list[Token]:
    """Return the blocks; raw HTML is text, and a link to a script is none."""
    return _SHOWN.parse(text)


def tokens_to_judge(text: str) -> list[Token]:
    """Return the blocks with raw HTML and every link as what they are, so that they can be refused. Never render these."""
    return _JUDGED.parse(text)


def too_long(text: str) -> tuple[int, str] | None:
    """Return the line and the words of what makes a text too long to be parsed, if anything does."""
    if len(text) > LONGEST_TEXT:
        return 1, f"el texto tiene {len(text)} letras; el máximo es {LONGEST_TEXT}"
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        return 1, f"el texto tiene {len(lines)} líneas; el máximo es {MOST_LINES}"
    if (brackets := text.count("[")) > MOST_BRACKETS:
        return 1, f"el texto tiene {brackets} corchetes; el máximo es {MOST_BRACKETS}"
    bars = [line.count("|") for line in lines]
    if max(bars) * sum(map(bool, bars)) > MOST_CELLS:
        return bars.index(max(bars)) + 1, f"el texto tiene tablas de más de {MOST_CELLS} celdas"
    for number, line in enumerate(lines, start=1):
        if bars[number - 1] > MOST_BARS:
            return number, f"la línea tiene más de {MOST_BARS} barras (|): la tabla es demasiado ancha"
        if len(line) > LONGEST_LINE:
            return number, f"la línea tiene {len(line)} letras; el máximo es {LONGEST_LINE}"
    return None


def inlines(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each run of text with the line where it starts (from 0)."""
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "inline":
            yield line, token


def parts_of(inline: Token, line: int) -> Iterator[tuple[int, Token]]:
    """Yield the parts of a run of text with their lines."""
    for part in inline.children or []:
        yield line, part
        line += part.type in ("softbreak", "hardbreak") or part.content.count("\n")


def plain(inline: Token) -> str:
    """Return what a reader sees of a run of text, with its line breaks."""
    said = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(
        said.get(part.type, part.content) for part in inline.children or [] if part.type not in ("html_inline",)
    )


def count_words(tokens: list[Token]) -> int:
    """Count the words that somebody reads; code counts too."""
    texts = [plain(token) if token.type == "inline" else token.content for token in tokens]
    return sum(any(map(str.isalnum, word)) for text in texts for word in text.split())


def _slug(title: str) -> str:
    bare = unicodedata.normalize("NFKD", title[:200]).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:60].strip("-") or "titulo"


def heading_slugs(tokens: list[Token]) -> dict[int, str]:
    """Return the name of each heading by the index of its opening token; equal ones are numbered."""
    found: dict[int, str] = {}
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            base = _slug(plain(tokens[index + 1]))
            seen[base] = seen.get(base, 0) + 1
            found[index] = base if seen[base] == 1 else f"{base}-{seen[base]}"
    return found


def file_named(target: str, folder: str, names: Collection[str]) -> str:
    """Return the file that a link of a text in `folder` means: from there, or from the top; "" if there is none."""
    path = unquote(target.partition("#")[0].partition("?")[0])
    for base in (folder, ""):
        name = posixpath.normpath(posixpath.join(base, path))
        if path and name in names:
            return name
    return ""
