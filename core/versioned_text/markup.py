"""The mark-up of editable texts: paragraphs, lists, headings, links and strong words, with placeholders. Everything else is text.

A blank line ends a paragraph. Lines that begin with «* » are a list, a line that begins with «## » is a heading.
`[words](address)` is a link, `**words**` are strong, `{name}` is a placeholder. Values are never read as mark-up; one that
is not given leaves nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.placeholders import PLACEHOLDER

_TARGET = r"\{[a-z_]+\}|https?://[^\s()<>]+|/(?![/\\])[^\s()<>\\]*|mailto:[^\s()<>]+"
_INLINE = re.compile(
    rf"\[(?P<words>[^\[\]\n]{{1,300}})\]\((?P<target>{_TARGET})\)|\*\*(?P<strong>[^*\n]{{1,300}})\*\*"
    r"|\{(?P<name>[a-z_]+)\}|(?P<address>https?://[^\s<>()\"']+[^\s<>()\"'.,;:])"
)
_PATH = re.compile(r"/(?![/\\])[^\\]*")  # of the portal: browsers read «//host» and «/\host» as another one's
_ALONE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Block:
    """A value of several lines, made by the program: as text, and as safe HTML. Its placeholder stands alone on its line."""

    text: str
    html: SafeString


@dataclass(frozen=True)
class Address:
    """A value that is an address of the web, and becomes a link."""

    url: str


Value = str | Block | Address
Values = Mapping[str, Value]


def is_alone(source: str, name: str) -> bool:
    """Return whether the placeholder stands alone on each of its lines."""
    return all(line.strip() == f"{{{name}}}" for line in source.splitlines() if f"{{{name}}}" in line)


def has_markup(source: str) -> bool:
    """Return whether something is strong, a heading, or a link with words of its own."""
    found = (one for one in _INLINE.finditer(source) if one["words"] or one["strong"])
    return any(found) or any(line.startswith("## ") for line in source.splitlines())


def as_plain(source: str, values: Values) -> str:
    """Return a body in which no mark-up is read, with its values. What an empty value leaves behind is taken out."""
    lines = (re.sub(r" {2,}", " ", line).strip() for line in _named(source, values).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_line(source: str, values: Values) -> str:
    """Return a heading, one line of text, with its values."""
    return " ".join(_named(source, values).split())


def as_text(source: str, values: Values) -> str:
    """Return the body as plain text, for mail."""
    lines = []
    for line in source.splitlines():
        if (alone := _ALONE.fullmatch(line.strip())) and isinstance(block := values.get(alone[1]), Block):
            lines.extend(block.text.splitlines())
        else:
            lines.append(_INLINE.sub(lambda found: _inline_text(found, values), line.removeprefix("## ")))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_html(source: str, values: Values) -> SafeString:
    """Return the body as HTML."""
    parts: list[SafeString] = []
    for paragraph in re.split(r"\n[^\S\n]*\n", source.replace("\r\n", "\n").replace("\r", "\n")):
        parts.extend(_paragraph([line.strip() for line in paragraph.split("\n") if line.strip()], values))
    return mark_safe("\n".join(parts))  # noqa: S308  made of escaped parts


def _paragraph(lines: list[str], values: Values) -> list[SafeString]:
    """Return the blocks of one paragraph: a list, a heading or a block of the program may follow lines of text."""
    done: list[SafeString] = []
    text: list[SafeString] = []
    items: list[SafeString] = []

    def close() -> None:
        if text:
            done.append(format_html("<p>{}</p>", mark_safe("<br>".join(text))))  # noqa: S308
        if items:
            done.append(format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items))))
        text.clear()
        items.clear()

    for line in lines:
        alone = _ALONE.fullmatch(line)
        if alone and isinstance(block := values.get(alone[1]), Block):
            close()
            done.append(block.html)
        elif line.startswith("## "):
            close()
            done.append(format_html("<h2>{}</h2>", _inline(line[3:], values)))
        elif line.startswith("* "):
            if text:
                close()
            items.append(_inline(line[2:], values))
        else:
            if items:
                close()
            text.append(_inline(line, values))
    close()
    return [part for part in done if part]


def _inline(line: str, values: Values) -> SafeString:
    return _each(line, lambda found: _inline_html(found, values))


def _each(line: str, html_of: Callable[[re.Match[str]], str]) -> SafeString:
    """Return the line with everything escaped but what is recognised."""
    out, at = [], 0
    for found in _INLINE.finditer(line):
        out += [escape(line[at : found.start()]), html_of(found)]
        at = found.end()
    return mark_safe("".join([*out, escape(line[at:])]))  # noqa: S308


def _inline_html(found: re.Match[str], values: Values) -> str:
    if found["words"]:
        return format_html('<a href="{}">{}</a>', _address(found["target"], values), _named(found["words"], values))
    if found["strong"]:
        return format_html("<strong>{}</strong>", _named(found["strong"], values))
    if found["address"]:
        return format_html('<a href="{}">{}</a>', found["address"], found["address"])
    value = values.get(found["name"], "")
    if isinstance(value, Address):
        return format_html('<a href="{}">{}</a>', _address(found[0], values), value.url)
    return escape(_plain(value))


def _inline_text(found: re.Match[str], values: Values) -> str:
    if found["words"]:
        return f"{_named(found['words'], values)}: {_address(found['target'], values)}"
    if found["strong"]:
        return _named(found["strong"], values)
    return found["address"] or _plain(values.get(found["name"], ""))


def _named(source: str, values: Values) -> str:
    """Return the text with its values, and no other mark-up read."""
    return PLACEHOLDER.sub(lambda found: _plain(values.get(found[1], "")), source)


def _plain(value: Value) -> str:
    if isinstance(value, Block):
        return " ".join(value.text.split())
    return value.url if isinstance(value, Address) else value


def _address(target: str, values: Values) -> str:
    """Return the target of a link; «#» for a value that is no address of the web, of mail or of the portal."""
    if target.startswith("{"):
        value = values.get(target[1:-1])
        target = value.url if isinstance(value, Address) else ""
    is_path = _PATH.fullmatch(target) is not None
    return target if is_path or urlsplit(target).scheme in ("http", "https", "mailto") else "#"
