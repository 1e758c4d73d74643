"""Markdown of courses as blocks for the page of the PDF (paper.typ): plain data, no markup."""

from collections.abc import Callable, Mapping
from typing import Any

from markdown_it.token import Token

from training.courses.choices import is_image
from training.grading import markdown
from training.learning.exports.columns import layout_of
from training.learning.exports.keeping import FEW_LINES, MOST_LINES, is_whole, marked, text_of

Block = dict[str, Any]
Run = dict[str, Any]
DEEPEST = 6
BOX = "☐"
_LISTS = {"bullet_list_open": False, "ordered_list_open": True}


def blocks_of(text: str, *, level: int, folder: str = "", images: Mapping[str, str] | None = None) -> list[Block]:
    """Return the blocks of a text. `level`: of its highest title; levels are never skipped, which a tagged PDF forbids.

    `images`: keys of the pictures that the PDF carries, by path in the course's folder; others show as their description.
    """
    if markdown.too_long(text):
        return []
    reading = _Reading(markdown.tokens_to_show(text), level, folder, images or {})
    return reading.until("")


def table_of(head: list[list[Run]], rows: list[list[list[Run]]]) -> Block:
    layout = layout_of([[text_of(cell) for cell in row] for row in (head, *rows)])
    whole = layout.pop("whole_rows")
    return {
        "kind": "table", "head": head, **layout,
        "rows": [{"cells": cells, "whole": kept} for cells, kept in zip(rows, whole, strict=True)],
    }  # fmt: skip


def run_of(text: str) -> Run:
    return {"text": text, "strong": False, "em": False, "code": False, "url": ""}


class _Reading:
    """One pass over the tokens; `until` is called again for what stands inside."""

    def __init__(self, tokens: list[Token], level: int, folder: str, images: Mapping[str, str]):
        self.tokens, self.place, self.folder, self.images = tokens, 0, folder, images
        self.highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
        self.base, self.last = level, level - 1

    def until(self, closing: str) -> list[Block]:
        found: list[Block] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == closing:
                break
            found += self.read(token)
        return marked(found)

    def read(self, token: Token) -> list[Block]:
        kinds: dict[str, Callable[[Token], Block]] = {
            "heading_open": self._heading, "blockquote_open": self._quote, "table_open": self._table,
            "bullet_list_open": self._list, "ordered_list_open": self._list, "inline": self._paragraph,
        }  # fmt: skip
        if token.type in kinds:
            return [kinds[token.type](token)]
        if token.type in ("fence", "code_block"):
            return [{"kind": "code", "text": token.content.rstrip("\n")}]
        return []  # openings and closings of paragraphs, rules

    def _heading(self, token: Token) -> Block:
        runs = self._runs(self.tokens[self.place])
        self.place += 2
        self.last = min(int(token.tag[1]) - self.highest + self.base, self.last + 1, DEEPEST)
        return {"kind": "heading", "level": self.last, "runs": runs}

    def _quote(self, token: Token) -> Block:
        blocks = self.until("blockquote_close")
        return {"kind": "quote", "blocks": blocks, "whole": is_whole(blocks)}

    def _list(self, token: Token) -> Block:
        items: list[list[Block]] = []
        closing = token.type.replace("_open", "_close")
        while self.tokens[self.place].type != closing:
            self.place += 1
            items.append(self.until("list_item_close"))
        self.place += 1
        boxes = bool(items) and all(map(_starts_with_box, items))
        for first in [item[0]["runs"][0] for item in items if boxes]:
            first["text"] = first["text"].removeprefix(BOX).lstrip()
        return {
            "kind": "list", "ordered": _LISTS[token.type], "start": int(token.attrGet("start") or 1), "items": items,
            "boxes": boxes, "whole": is_whole([one for item in items for one in item], MOST_LINES if boxes else FEW_LINES),
        }  # fmt: skip

    def _table(self, token: Token) -> Block:
        rows: list[list[list[Run]]] = []
        while self.tokens[self.place].type != "table_close":
            current = self.tokens[self.place]
            if current.type == "tr_open":
                rows.append([])
            elif current.type == "inline":
                rows[-1].append(self._runs(current))
            self.place += 1
        self.place += 1
        return table_of(rows[0], rows[1:])

    def _paragraph(self, token: Token) -> Block:
        return {"kind": "paragraph", "runs": self._runs(token), "leads": False}

    def _runs(self, inline: Token) -> list[Run]:
        found: list[Run] = []
        strong = em = 0
        links: list[str] = []
        for part in inline.children or []:
            if part.type in ("strong_open", "strong_close"):
                strong += part.nesting
            elif part.type in ("em_open", "em_close"):
                em += part.nesting
            elif part.type == "link_open":
                links.append(str(part.attrGet("href") or ""))
            elif part.type == "link_close":
                links.pop()
            elif part.type == "image":
                found.append(self._image(part))
            else:
                text = {"softbreak": " ", "hardbreak": "\n"}.get(part.type, part.content)
                url = links[-1] if links and links[-1].startswith(("http://", "https://", "mailto:")) else ""
                styles = {"strong": strong > 0, "em": em > 0, "code": part.type == "code_inline", "url": url}
                found.append(run_of(text) | styles)
        return found

    def _image(self, part: Token) -> Run:
        said = " ".join(child.content for child in part.children or []).strip()
        name = markdown.file_named(str(part.attrGet("src") or ""), self.folder, self.images)
        if name and is_image(name) and said:
            return {"image": self.images[name], "alt": said}
        return run_of(f"[Imagen: {said}]" if said else "") | {"em": True}


def _starts_with_box(item: list[Block]) -> bool:
    return bool(item) and item[0]["kind"] == "paragraph" and text_of(item[0]["runs"][:1]).startswith(BOX)
