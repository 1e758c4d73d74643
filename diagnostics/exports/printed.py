"""The questionnaire as a tagged PDF. What people wrote reaches the page as data, never as markup."""

import json
import re
import unicodedata
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent
PAGE = FOLDER / "questionnaire.typ"
FONTS = FOLDER / "fonts"
_NOT_IN_EVERY_FONT = re.compile(r"[^\n\t\x20-\x7e\xa0-\xac\xae-\xff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]")


def questionnaire_pdf(parts: list[Any], *, title: str, place: str, round: str, date: str, demo: str) -> bytes:
    """Return the PDF (tagged, in Spanish, PDF/UA-1) of printed parts. `demo`: the line that every page carries, or ""."""
    data = {
        "title": title,
        "place": place,
        "round": round,
        "date": date,
        "demo": demo,
        "parts": [_plain(p) for p in parts],
    }
    return tagged_pdf(PAGE, data)


def tagged_pdf(page: Path, data: dict[str, Any]) -> bytes:
    """Return the PDF that a template of this folder makes of `data`: what people wrote stays text.

    PDF/UA takes no letter that the font lacks, as an emoji in a reason: then such letters are printed as «?».
    """
    try:
        return _compiled(page, data)
    except typst.TypstError:
        return _compiled(page, _printable(data))


def _printable(part: Any) -> Any:
    if isinstance(part, str):
        return _NOT_IN_EVERY_FONT.sub("?", unicodedata.normalize("NFC", part))
    if isinstance(part, dict):
        return {key: _printable(value) for key, value in part.items()}
    return [_printable(one) for one in part] if isinstance(part, list | tuple) else part


def _compiled(page: Path, data: dict[str, Any]) -> bytes:
    return typst.compile(
        str(page),
        root=str(FOLDER),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _plain(part: Any) -> Any:
    return asdict(part) if is_dataclass(part) and not isinstance(part, type) else part
