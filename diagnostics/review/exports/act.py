"""The signature record of a town hall (acta) as a tagged PDF (Spanish, PDF/UA-1), from queries.acts.act_in_words."""

from pathlib import Path
from typing import Any

from core.pdf import tagged_pdf

PAGE = Path(__file__).parent / "act.typ"


def act_pdf(act: dict[str, Any]) -> bytes:
    return tagged_pdf(PAGE, act)
