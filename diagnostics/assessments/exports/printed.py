"""The questionnaire as a tagged PDF. User text reaches the page as data, never as markup."""

from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from core.pdf import tagged_pdf

PAGE = Path(__file__).parent / "questionnaire.typ"


def questionnaire_pdf(parts: list[Any], *, title: str, place: str, round: str, date: str, demo: str) -> bytes:
    """Return the PDF (tagged, in Spanish, PDF/UA-1). `demo`: the line on every page, or ""."""
    data = {
        "title": title,
        "place": place,
        "round": round,
        "date": date,
        "demo": demo,
        "parts": [_plain(p) for p in parts],
    }
    return tagged_pdf(PAGE, data)


def _plain(part: Any) -> Any:
    return asdict(part) if is_dataclass(part) and not isinstance(part, type) else part
