"""Small workbooks, as bad as can be made: the work that each may cause, counted in steps (docs/readers.md)."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from core.refusals import Refusal
from core.sheets.book import open_book
from core.sheets.number_formats import shows_another_number
from tests.factories import files
from tests.steps import at_most

MOST_STEPS = 3_000_000
XML = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
STRINGS = f'<Override PartName="/xl/{{}}" ContentType="{KIND}"/>'
TITLES = "<definedName name='_xlnm.Print_Titles' localSheetId='0'>{}</definedName>"
ATTRIBUTES = " ".join(f"a{number}=''" for number in range(90_000))
SIZE = "<dimension ref='A1'/>"


def book(**parts: str) -> bytes:
    """A workbook with other texts, styles, names or cells. «strings» may be called as it likes."""
    with zipfile.ZipFile(BytesIO(files.xlsx())) as archive:
        whole = {name: archive.read(name).decode() for name in archive.namelist()}
    types, strings = "[Content_Types].xml", parts.pop("strings_part", "sharedStrings.xml")
    if "strings" in parts:
        whole[types] = whole[types].replace("</Types>", f"{STRINGS.format(strings)}</Types>")
        whole[f"xl/{strings}"] = f"<sst {XML}>{parts['strings']}</sst>"
    if "names" in parts:
        whole["xl/workbook.xml"] = whole["xl/workbook.xml"].replace(
            "</sheets>", f"</sheets><definedNames>{parts['names']}</definedNames>"
        )
    if "sheets" in parts:
        whole["xl/workbook.xml"] = whole["xl/workbook.xml"].replace("</sheets>", f"{parts['sheets']}</sheets>")
    if "styles" in parts:
        whole["xl/styles.xml"] = f"<styleSheet {XML}>{parts['styles']}</styleSheet>"
    if "more_styles" in parts:
        whole["xl/styles.xml"] = whole["xl/styles.xml"].replace("</cellXfs>", f"{parts['more_styles']}</cellXfs>")
    if "sheet" in parts:
        whole["xl/worksheets/sheet1.xml"] = f"<worksheet {XML}>{parts['sheet']}</worksheet>"
    return files.zipped(whole)


def cells(rows: str) -> str:
    return f"{SIZE}<sheetData>{rows}</sheetData>"


def columns(count: int) -> str:
    return "<cols>" + "".join(f"<col min='{n}' max='16384' hidden='1'/>" for n in range(1, count)) + "</cols>"


def first_sheet(data: bytes):
    one = open_book(data, most_bytes=4 * 1024 * 1024)
    return one.sheet(one.titles[0])


FORMULA = "<row r='1'><c r='A1'><f t='shared' si='0'>" + "A1+" * 5000 + "1</f></c></row>"
SHARED = "".join(f"<row r='{n}'><c r='A{n}'><f t='shared' si='0'/></c></row>" for n in range(2, 600))
RULES = "<dataValidations><dataValidation sqref='" + " ".join(f"A{n}" for n in range(1, 9000)) + "'/></dataValidations>"

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "styles": (lambda: book(styles="<cellXfs>" + "<xf/>" * 1_000_000 + "</cellXfs>"), "estilos"),
    "named styles": (lambda: book(styles="<cellStyles>" + "<cellStyle name='a'/>" * 60_000 + "</cellStyles>"), "estilos"),
    "long format": (lambda: book(styles=f"<numFmts><numFmt numFmtId='170' formatCode='{'0,' * 4000}'/></numFmts>"), "estilos"),
    "60 000 sheets": (lambda: book(sheets="".join(f"<sheet name='{n}' sheetId='{n}'/>" for n in range(60_000))), "hojas"),
    "200 000 names": (lambda: book(names="<definedName name='a'>A1</definedName>" * 200_000), "nombres definidos"),
    "one name, long": (lambda: book(names=TITLES.format("A:A," * 500_000)), "nombres definidos"),
    "texts": (lambda: book(strings="<si/>" * 1_000_000), "textos"),
    "texts in a part of another ending": (lambda: book(strings="<si/>" * 1_000_000, strings_part="s.bin"), "textos"),
    "cells": (lambda: book(sheet=cells("<c/>" * 1_000_000)), "celdas"),
    "cells of a sheet without dimension": (lambda: book(sheet=f"<sheetData>{'<c/>' * 1_000_000}</sheetData>"), "celdas"),
    "tag without end": (lambda: book(sheet=cells(f"<row r='1'><c r='A1' x='{'y' * 5_000_000}'/></row>")), "celdas"),
    "attributes": (lambda: book(sheet=cells(f"<row r='1'><c {ATTRIBUTES}/></row>")), "celdas"),
    "columns over columns": (lambda: book(sheet=columns(16_000)), "dañado"),
    "merged ranges": (lambda: book(sheet=cells("") + "<mergeCells>" + "<mergeCell ref='A1:B2'/>" * 10_000 + "</mergeCells>"),
                      "combinadas"),
    "list of parts": (lambda: files.zipped({str(number): b"" for number in range(20_000)}), "demasiado adentro"),
    "one text in all cells": (lambda: book(strings=f"<si><t>{'a' * 30_000}</t></si>", sheet=cells("".join(
        f"<row r='{n}'>" + "<c t='s'><v>0</v></c>" * 9 + "</row>" for n in range(1, 4000)))), "demasiado texto"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), BAD.values(), ids=BAD.keys())
def test_what_would_be_too_much_is_refused_in_few_steps(make: Callable[[], bytes], sentence: str):
    data = make()
    assert len(data) < 2_100_000
    with at_most(MOST_STEPS), pytest.raises(Refusal) as refused:
        first_sheet(data)
    assert sentence in refused.value.message


MUCH: dict[str, tuple[Callable[[], bytes], int]] = {
    "cells": (lambda: book(sheet=cells("".join(f"<row r='{n}'>{'<c/>' * 20}</row>" for n in range(1, 500)))), 100),
    "texts": (lambda: book(strings="<si/>" * 10_000), 200),
    "styles": (lambda: book(more_styles="<xf/>" * 5000), 500),
    "formula that hundreds of cells share": (lambda: book(sheet=cells(FORMULA + SHARED)), 200),
    "rules over thousands of ranges": (lambda: book(sheet=cells("") + RULES), 10_000),
    "links": (lambda: book(sheet=cells("") + "<hyperlinks>" + "<hyperlink ref='A1'/>" * 9000 + "</hyperlinks>"), 50),
}


@pytest.mark.parametrize(("make", "each"), MUCH.values(), ids=MUCH.keys())
def test_work_grows_with_the_tags_of_a_file_and_with_nothing_else(make: Callable[[], bytes], each: int):
    data = make()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        tags = sum(archive.read(name).count(b"<") for name in archive.namelist() if name.startswith("xl/"))
    with at_most(100_000 + each * tags):
        assert first_sheet(data)


def test_all_sheets_of_a_book_share_what_may_be_read():
    rows = "".join(f"<row r='{number}'>{'<c/>' * 80}</row>" for number in range(1, 1001))
    sheet = f"<worksheet {XML}>{cells(rows)}</worksheet>"
    data = files.with_parts(files.xlsx_of_sheets(4), {f"xl/worksheets/sheet{n}.xml": sheet for n in range(1, 5)})
    one = open_book(data, most_bytes=2 * 1024 * 1024)
    assert all(one.sheet(title) for title in one.titles[:3])
    with pytest.raises(Refusal, match="celdas"):
        one.sheet(one.titles[3])


@pytest.mark.parametrize("digits", ["9" * 29, "9" * 300, "1E+308", "-" + "9" * 40, "1E-300"])
def test_number_longer_than_any_is_named_in_a_sentence(digits: str):
    sheet = first_sheet(book(sheet=cells(f"<row r='1'><c r='A1'><v>{digits}</v></c></row>")))
    assert len(sheet.cell(1, 1).shown()) <= 40


@pytest.mark.parametrize("digits", ["1_0", "٣", "1 000", "0x1F", "1,5", "１０"])
@pytest.mark.parametrize("kind", ["n", "s", "b"])
def test_what_python_would_read_as_another_number_is_refused(kind: str, digits: str):
    with pytest.raises(Refusal, match="dañad"):
        first_sheet(book(sheet=cells(f"<row r='1'><c r='A1' t='{kind}'><v>{digits}</v></c></row>")))


def test_format_of_commas_is_looked_at_once():
    assert not shows_another_number("0" + "," * 300 + "0")
    assert shows_another_number("0,,")
    assert not shows_another_number("#,##0")
