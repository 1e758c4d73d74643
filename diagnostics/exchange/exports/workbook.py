"""The questionnaire of one assessment as a workbook to fill offline and upload."""

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.workbook import offer_list, saved, write_head, write_read_me, write_text
from diagnostics.scoring.instrument import Numeric

ANSWERS, LISTS, PORTAL = "Respuestas", "Listas", "_portal"
FORMAT = "1"
# Heading and width of each column. `loaders.workbook` finds the columns by heading, in any order.
CODE, OPTION, QUESTION, HOW, ANSWER, OUT_OF = (
    "Código",
    "Opción",
    "Pregunta",
    "Cómo responder",
    "Respuesta",
    "De un total de",
)
NOT_APPLICABLE, REASON, LINKS, BEFORE, VERSION = (
    "No aplica",
    "Por qué no aplica",
    "Direcciones",
    "Ciclo anterior",
    "Versión",
)
WIDTHS = {
    CODE: 10, OPTION: 9, QUESTION: 48, HOW: 56, ANSWER: 18, OUT_OF: 14, NOT_APPLICABLE: 10, REASON: 30, LINKS: 44,
    BEFORE: 30, VERSION: 9,
}  # fmt: skip
FORMER = {"Enlaces": LINKS}  # headings of workbooks that were downloaded before
TYPED = (ANSWER, OUT_OF, NOT_APPLICABLE, REASON, LINKS)
EDITION = "edición"  # the last thing by which a workbook is told apart
YES, NO, NONE = "Sí", "No", "Ninguna de las anteriores"

_OPEN = PatternFill("solid", fgColor="FFFFFF")
_SHUT = PatternFill("solid", fgColor="F1F5F3")


@dataclass(frozen=True)
class Line:
    """One row of the sheet. `choices`: the answer's drop-down list (empty: free text); `takes`: the columns open for typing."""

    code: str
    option: str
    question: str
    how: str
    answer: str | int | float
    out_of: str | int | float = ""
    not_applicable: str = ""
    reason: str = ""
    links: str = ""
    before: str = ""
    version: int = 0
    choices: tuple[str, ...] = ()
    takes: tuple[str, ...] = TYPED


@dataclass(frozen=True)
class SheetAnswer:
    """One question as read from a filled workbook; `cell` is the cell of its answer.

    What has no row or column keeps its stored value: the `unsaid` options of a multiple, `not_applicable` and
    `na_reason` where they are None, and the options ("" = the whole answer) that are no key of `links`.
    """

    question: str
    value: str
    not_applicable: bool | None
    na_reason: str | None
    links: dict[str, list[str]]
    seen_version: int
    cell: str
    unsaid: tuple[str, ...] = ()


def questionnaire_workbook(lines: Iterable[Line], *, about: dict[str, str], read_me: list[str]) -> bytes:
    """Return the XLSX. `about` identifies the assessment, in a hidden sheet; `read_me` is the text of the first sheet."""
    book = Workbook()
    write_read_me(book.active, read_me)
    sheet = book.create_sheet(ANSWERS)
    lists = book.create_sheet(LISTS)
    _write_head(sheet)
    written: dict[tuple[str, ...], str] = {}
    for number, line in enumerate(lines, start=2):
        _write_line(sheet, number, line, _list_of(lists, line.choices, written))
    portal = book.create_sheet(PORTAL)
    for row, (name, value) in enumerate({"formato": FORMAT, **about}.items(), start=1):
        portal.cell(row, 1, name)
        write_text(portal, row, 2, value)
    lists.sheet_state = portal.sheet_state = "hidden"
    book.active = 1
    return saved(book)


def _write_head(sheet: Worksheet) -> None:
    write_head(sheet, WIDTHS)
    sheet.column_dimensions[get_column_letter(len(WIDTHS))].hidden = True
    sheet.freeze_panes = "E2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.sort = (
        sheet.protection.autoFilter
    ) = False


def _write_line(sheet: Worksheet, row: int, line: Line, choices: str) -> None:
    texts = {
        CODE: line.code, OPTION: line.option, QUESTION: line.question, HOW: line.how, ANSWER: line.answer,
        OUT_OF: line.out_of, NOT_APPLICABLE: line.not_applicable, REASON: line.reason, LINKS: line.links, BEFORE: line.before,
    }  # fmt: skip
    for column, name in enumerate(WIDTHS, start=1):
        cell = sheet.cell(row, column)
        said = line.version if name == VERSION else texts[name]
        if isinstance(said, str):
            write_text(sheet, row, column, said)
        else:
            cell.value = said
        is_open = name in line.takes
        cell.fill = _OPEN if is_open else _SHUT
        cell.protection = Protection(locked=not is_open)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=name == CODE)
    letters = {name: get_column_letter(column) for column, name in enumerate(WIDTHS, start=1)}
    if choices and ANSWER in line.takes:
        offer_list(sheet, f"{letters[ANSWER]}{row}", choices)
    if NOT_APPLICABLE in line.takes:
        offer_list(sheet, f"{letters[NOT_APPLICABLE]}{row}", '"Sí"')


def _list_of(sheet: Worksheet, choices: tuple[str, ...], written: dict[tuple[str, ...], str]) -> str:
    """Return the reference to a list in the hidden sheet; rows with the same choices share it."""
    if choices and choices not in written:
        column = len(written) + 1
        for row, choice in enumerate(choices, start=1):
            write_text(sheet, row, column, choice)
        letter = get_column_letter(column)
        written[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
    return written.get(choices, "")


def level_line(number: int, text: str) -> str:
    """«3 · Todo», a line of «Cómo responder»."""
    return f"{number} · {text}"


def unit_line(numeric: Numeric) -> str:
    """What is counted, a line of «Cómo responder»."""
    if numeric.is_ratio:
        return f"Respuesta: {numeric.numerator}. De un total de: {numeric.denominator}."
    return numeric.unit
