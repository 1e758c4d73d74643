"""Tagged PDF and pictures from Typst pages. User text reaches a page as data, never as markup."""

import json
import re
from pathlib import Path
from typing import Any

import typst

from core.words import composed

FONTS = Path(__file__).parent / "fonts"
_NOT_IN_EVERY_FONT = re.compile(r"[^\n\t\x20-\x7e\xa0-\xac\xae-\xff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]")


def tagged_pdf(page: Path, data: dict[str, Any]) -> bytes:
    """Compile a Typst page with `data` to PDF/UA.

    PDF/UA rejects a character that the fonts lack, such as an emoji: such characters are then printed as «?».
    """
    try:
        return _compiled(page, data)
    except typst.TypstError:
        return _compiled(page, _printable(data))


def picture(page: Path, data: dict[str, Any]) -> bytes:
    """Compile a Typst page of one side with `data` to PNG; a point of the page is a pixel."""
    return typst.compile(
        str(page),
        root=str(page.parent),
        format="png",
        ppi=72.0,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _printable(part: Any) -> Any:
    if isinstance(part, str):
        return _NOT_IN_EVERY_FONT.sub("?", composed(part))
    if isinstance(part, dict):
        return {key: _printable(value) for key, value in part.items()}
    return [_printable(one) for one in part] if isinstance(part, list | tuple) else part


def _compiled(page: Path, data: dict[str, Any]) -> bytes:
    return typst.compile(
        str(page),
        root=str(page.parent),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
