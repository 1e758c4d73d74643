"""The columns of the file of practices, and how its cells are written (docs/advice.md)."""

import re
from decimal import Decimal

from diagnostics.scoring.values import may_be_thousands

# What `load_practices` reads; the first ones of the file that `export_practices` writes.
COLUMNS = (
    "code", "title", "municipality", "theme", "problem", "what_was_done", "cost_band", "months", "result_number", "result_unit",
    "result_period", "conditions", "what_failed", "contact_office", "licence", "evidence", "question", "from_level", "to_level",
    "tags",
)  # fmt: skip
BEFORE = ("before_number", "before_period")  # read where they are there
EXPORTED_ONLY = ("state", "version", "reviewed_by", "reviewed_on", "published_on", "reread_due_on", "is_demo", "page")
ALL_COLUMNS = (*COLUMNS, *BEFORE, *EXPORTED_ONLY)
CONTENT = (*COLUMNS, *BEFORE)
NUMBERS = ("months", "result_number", "before_number", "from_level", "to_level", "version")

_APOSTROPHE = re.compile(r"""^'(?=[=+\-@\t\r\n])|(?<=[;,\t\r\n])'(?="*[=+\-@])""")  # core.downloads.no_formula


def number_cell(number: Decimal | int | None) -> str:
    """1.5 → 1.5, 1.234 → 1.2340: nobody reads it as thousands, and it comes in again as it was."""
    if number is None:
        return ""
    text = f"{Decimal(number):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}0" if may_be_thousands(text.lstrip("-")) else text


def without_apostrophe(text: str) -> str:
    """Undo what keeps a spreadsheet from running a cell of an exported file."""
    return _APOSTROPHE.sub("", text)
