"""Closed minutes as a tagged PDF (Spanish, PDF/UA-1), from queries.minutes_in_words."""

from pathlib import Path
from typing import Any

from core.pdf import tagged_pdf

PAGE = Path(__file__).parent / "minutes.typ"


def minutes_pdf(said: dict[str, Any]) -> bytes:
    return tagged_pdf(PAGE, said)
