"""The act of a town hall's signature as a tagged PDF."""

from pathlib import Path
from typing import Any

from core.pdf import tagged_pdf

PAGE = Path(__file__).parent / "act.typ"


def act_pdf(act: dict[str, Any]) -> bytes:
    """Return the PDF (tagged, in Spanish, PDF/UA-1) of an act in words (queries.acts.act_in_words)."""
    return tagged_pdf(PAGE, act)
