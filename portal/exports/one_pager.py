"""A municipality's result on at most two pages of paper."""

from pathlib import Path
from typing import Any

from core.pdf import tagged_pdf

PAGE = Path(__file__).with_name("one_pager.typ")


def one_pager_pdf(data: dict[str, Any]) -> bytes:
    """Write the tagged PDF. `data`: see portal.queries.one_pager; all of it text, but for numbers of bars and levels."""
    return tagged_pdf(PAGE, data)
