"""The columns of a file of answers, one answer of it, and the empty file."""

from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from core.workbook import saved, write_heading

COLUMNS = [
    "municipality", "question", "value", "not_applicable", "na_reason", "na_accepted", "evidence", "evidence_accepted",
]  # fmt: skip
WIDTH = 22


@dataclass(frozen=True)
class ImportedAnswer:
    municipality: str
    question: str
    value: str
    not_applicable: bool
    na_reason: str
    na_accepted: bool
    links: list[str]
    evidence_accepted: str


def template_csv() -> bytes:
    return ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()


def template_workbook() -> bytes:
    """Return an XLSX with the headings, whose cells are texts: a program would read «05001» or «1/3» as something else."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Respuestas"
    for number, column in enumerate(COLUMNS, start=1):
        write_heading(sheet, number, column)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTH
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"
    return saved(book)
