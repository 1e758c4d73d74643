"""Markdown of courses → HTML. Safe by itself: a text that its reader refused shows as harmless too."""

import re
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from training.courses.choices import is_image
from training.courses.queries.shapes import mark_checklists, stack_tables
from training.grading import markdown

LAST_LEVEL = 6
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
_BLOCKS = ("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "fence", "code_block")
_OPENS_TABLE = '<div class="scroll" tabindex="0" role="region" aria-label="Tabla"><table class="tight stack">\n'
_renderer = RendererHTML()
_NOTHING: Mapping[str, str] = {}


def html_of(
    text: str,
    addresses: Mapping[str, str] = _NOTHING,
    *,
    folder: str = "",
    level: int = 2,
    anchors: bool = False,
    site: str = "",
) -> SafeString:
    """Return a text as HTML.

    `addresses`: of the files and lessons that a link or an image may name, by their path in the course's folder; what is not
    there becomes plain text (an image: its description). `folder`: of the file that holds the text.
    `level`: of its highest title, so that a page has one <h1>. `anchors`: give titles and blocks a name (`t-…`, `b-1`), so that
    a link leads there and reading goes on there; only for one text of a page. `site`: what comes before the paths of this portal,
    where the page is read elsewhere.
    """
    if markdown.too_long(text):
        return mark_safe("")  # its reader refused it: it is of no course
    tokens = markdown.tokens_to_show(text)
    names = {index: f"t-{slug}" for index, slug in markdown.heading_slugs(tokens).items()} if anchors else {}
    _shift_titles(tokens, level)
    mark_checklists(tokens)
    stack_tables(tokens)
    blocks = 0
    for index, token in enumerate(tokens):
        if index in names:
            token.attrSet("id", names[index])
        elif anchors and token.level == 0 and token.type in _BLOCKS:
            blocks += 1
            token.attrSet("id", f"b-{blocks}")
        if token.children:
            token.children = _linked(token.children, addresses, folder, anchors, site)
    rendered = _renderer.render([_plain_cell(token) for token in tokens], markdown.OPTIONS, {})
    framed = rendered.replace("<table>\n", _OPENS_TABLE).replace("</table>", "</table></div>")
    return mark_safe(framed)  # noqa: S308  # of a parser without raw HTML, its links judged below


def _shift_titles(tokens: list[Token], level: int) -> None:
    """The highest title of the text gets `level`; the others keep their distance to it."""
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) - highest + level, LAST_LEVEL)}"


def _plain_cell(token: Token) -> Token:
    """The alignment of a column comes as a style, which the policy of the page forbids."""
    token.attrs.pop("style", None)
    return token


def _linked(
    parts: list[Token], addresses: Mapping[str, str], folder: str, anchors: bool, site: str
) -> list[Token]:  # fmt: skip
    """Return the parts of a run of text with the links and images that lead somewhere; the others as their text."""
    shown: list[Token] = []
    is_shown: list[bool] = []  # of the links around this part
    for part in parts:
        if part.type == "link_open":
            address = _address(str(part.attrGet("href") or ""), addresses, folder, anchors, site)
            is_shown.append(bool(address))
            part.attrSet("href", address)
        if part.type == "image":
            address = _file(str(part.attrGet("src") or ""), addresses, folder, only_images=True)
            part = _image(part, address) if address else _described(part)
        if part.type not in ("link_open", "link_close") or is_shown[-1]:
            shown.append(part)
        if part.type == "link_close":
            is_shown.pop()
    return shown


def _image(part: Token, address: str) -> Token:
    part.attrSet("src", address)
    part.attrSet("loading", "lazy")
    return part


def _described(part: Token) -> Token:
    said = _renderer.renderInlineAsText(part.children or [], markdown.OPTIONS, {})
    return Token("text", "", 0, content=said)


def _address(target: str, addresses: Mapping[str, str], folder: str, anchors: bool, site: str) -> str:
    """Return where a link leads; "" where it must not or cannot."""
    kind = target.partition(":")[0].lower() if markdown.SCHEME.match(target) else ""
    if kind:
        return target if kind in ("http", "https", "mailto") else ""
    if target.startswith("#"):
        return f"#t-{target[1:]}" if anchors and target[1:] else ""
    if target.startswith("/"):
        return f"{site}{target}" if _OWN_PATH.fullmatch(target) else ""
    title = target.partition("#")[2]
    address = _file(target, addresses, folder)
    return f"{address}#t-{title}" if address and title else address


def _file(target: str, addresses: Mapping[str, str], folder: str, *, only_images: bool = False) -> str:
    name = markdown.file_named(target, folder, addresses)
    return addresses[name] if name and (not only_images or is_image(name)) else ""
