"""The Markdown of a course: what must not be in it, where its links lead, which articles it prints and how long it is."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from markdown_it.token import Token

from training.courses.choices import MOST_COLUMNS, MOST_ROWS, is_image, is_source
from training.courses.loaders.problems import Problem
from training.grading import markdown
from training.grading.articles import articles_in, missing


@dataclass
class Judgement:
    """What a text holds. `articles` with their lines; `pending`: a title of another file that a link names."""

    words: int = 0
    articles: list[tuple[int, str]] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    pending: list[tuple[int, str, str]] = field(default_factory=list)


def judge(text: str, *, file: str, line: int, files: Collection[str], problems: list[Problem]) -> Judgement:
    """Note every fault of a text. `line`: of the file, where it starts; `files`: all of the folder, by path."""
    tokens = markdown.tokens_to_judge(text)
    found = Judgement(markdown.count_words(tokens), titles=set(markdown.heading_slugs(tokens).values()))
    faults = [*_raw_blocks(tokens), *_tables(tokens), *_headings(tokens)]
    for at, inline in markdown.inlines(tokens):
        said = markdown.plain(inline)
        found.articles += [(line + at + said.count("\n", 0, one.start), one.article) for one in articles_in(said)]
        for here, part in markdown.parts_of(inline, at):
            faults += [(here, words) for words in _part_faults(part, file, files)]
            if part.type == "link_open":
                faults += _fragment(found, line, here, str(part.attrGet("href") or ""), file, files)
    problems += [Problem(file, line + at, words) for at, words in faults]
    return found


def check_articles(
    articles: Iterable[tuple[int, str]], known: Collection[str], *, file: str, where: str, problems: list[Problem]
) -> None:
    """Note each article that is not among the `known` ones: those of high certainty in the norms of `where`."""
    for line, number in articles:
        if unknown := missing(number, known):
            words = (
                f"el artículo {unknown} no tiene certeza «alta» en ninguna norma que cite {where}; nombre solo la norma"
            )
            problems.append(Problem(file, line, words))


def _raw_blocks(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token in tokens:
        if token.type == "html_block" and token.map:
            yield token.map[0], _no_html(token.content)


def _no_html(said: str) -> str:
    shown = " ".join(said.split())[:40]
    return f"no se admite HTML, y dice «{shown}»; si es un ejemplo, escríbalo como código"


def _tables(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    line = columns = rows = 0
    for token in tokens:
        if token.type == "table_open":
            line, columns, rows = (token.map or [0])[0], 0, 0
        columns += token.type == "th_open"
        rows += token.type == "tr_open"
        if token.type == "table_close" and (columns > MOST_COLUMNS or rows > MOST_ROWS):
            yield (
                line,
                f"la tabla tiene {columns} columnas y {rows} filas; caben {MOST_COLUMNS} y {MOST_ROWS}: use un archivo",
            )


def _headings(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """A title may only go one level below the one before: people who listen move by levels."""
    before = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            level, line = int(token.tag[1]), (token.map or [0])[0]
            if before and level > before + 1:
                yield line, f"el título salta de {'#' * before} a {'#' * level}"
            if not markdown.plain(tokens[index + 1]).strip():
                yield line, "el título está vacío"
            before = level


def _part_faults(part: Token, file: str, files: Collection[str]) -> Iterator[str]:
    if part.type == "html_inline":
        yield _no_html(part.content)
    elif part.type == "link_open":
        yield from _link_fault(str(part.attrGet("href") or ""), file, files)
    elif part.type == "image":
        source = str(part.attrGet("src") or "")
        name = markdown.file_named(source, file.rpartition("/")[0], files)
        if not name or not is_image(name):
            yield f"la imagen «{source[:60]}» no está en la carpeta del curso"
        if not part.content.strip():
            yield f"a la imagen «{source[:60]}» le falta el texto que la describe"


def _link_fault(target: str, file: str, files: Collection[str]) -> Iterator[str]:
    dead = f"el enlace «{target[:60]}» no lleva a ninguna parte"
    if markdown.SCHEME.match(target):
        kind, shown = target.partition(":")[0].lower(), target[:60]
        if kind not in ("http", "https", "mailto"):
            yield f"el enlace «{shown}» no se admite: debe empezar por https:, http: o mailto:"
        elif not has_destination(target):
            yield dead
    elif target.startswith("/"):
        try:
            resolve(urlsplit(target).path if not target.startswith(("//", "/\\")) else "")
        except (Resolver404, ValueError):
            yield dead
    elif not target.startswith("#"):
        name = markdown.file_named(target, file.rpartition("/")[0], files)
        if not name:
            yield f"el enlace «{target[:60]}» está roto: no hay ese archivo en la carpeta del curso" if target else dead
        elif is_source(name) and not is_lesson(name):
            yield f"el enlace «{target[:60]}» lleva a un archivo que quien aprende no ve"


def is_lesson(name: str) -> bool:
    return re.fullmatch(r"[^/]+/\d+-[^/]+\.md", name) is not None


def has_destination(target: str) -> bool:
    if target.lower().startswith("mailto:"):
        return re.match(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+", target, re.IGNORECASE) is not None
    try:
        return bool(urlsplit(target).hostname)
    except ValueError:
        return False


def _fragment(
    found: Judgement, first: int, at: int, target: str, file: str, files: Collection[str]
) -> list[tuple[int, str]]:
    """Note a link to a title: of this text at once, of another file once all are read."""
    path, _, title = target.partition("#")
    if not title or markdown.SCHEME.match(target) or target.startswith("/"):
        return []
    if not path:
        return (
            [] if title in found.titles else [(at, f"el enlace «#{title[:60]}» no es de ningún título de este texto")]
        )
    if name := markdown.file_named(target, file.rpartition("/")[0], files):
        found.pending.append((first + at, name, title))
    return []
