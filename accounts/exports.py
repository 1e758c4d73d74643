"""Writes the empty spreadsheet for bulk invitations."""

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from core.workbook import saved

WIDTHS = (34, 28, 28, 24)


def roster_template(*, columns: list[str], roles: list[str], places: list[str], rows: int) -> bytes:
    """Return an XLSX with the heading, and drop-downs for the last two columns: role and place."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Personas"
    sheet.append([column.capitalize() for column in columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    lists = book.create_sheet("Listas")
    for column, (letter, values) in enumerate((("C", roles), ("D", places)), start=1):
        for row, value in enumerate(values, start=1):
            lists.cell(row=row, column=column, value=value)
        if values:
            source = f"Listas!${get_column_letter(column)}$1:${get_column_letter(column)}${len(values)}"
            choice = DataValidation(type="list", formula1=source, allow_blank=True)
            choice.add(f"{letter}2:{letter}{rows + 1}")
            sheet.add_data_validation(choice)
    return saved(book)
