"""What a cell shows beside its letters: raised digits, crossed out words and cells, escapes."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from core.sheets.cells import Kind, Unfit
from core.workbook import saved
from tests.factories import files
from tests.unit.core.test_sheets_bounds import XML, book, cells, first_sheet

CROSSED = "está tachada, toda o en parte"
SHARED, INLINE = "<c r='A1' t='s'><v>0</v></c>", "<c r='A1' t='inlineStr'><is>{}</is></c>"


def run(words: str, font: str = "") -> str:
    return f"<r><rPr>{font}</rPr><t xml:space='preserve'>{words}</t></r>"


def cell_of(text: str, *, is_shared: bool):
    row = SHARED if is_shared else INLINE.format(text)
    parts = {"strings": f"<si>{text}</si>"} if is_shared else {}
    return first_sheet(book(sheet=cells(f"<row r='1'>{row}</row>"), **parts)).cell(1, 1)


@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        (run("45") + run("1", "<vertAlign val='superscript'/>"), "45¹"),
        (run("CO") + run("2", "<vertAlign val='subscript'/>"), "CO₂"),
        (run("1") + run("er", "<vertAlign val='superscript'/>") + run(" piso"), "1er piso"),
        (run("4", "<b/>") + run("5"), "45"),
        (run("45") + run("  ", "<strike/>"), "45"),
        (run("45", "<strike val='0'/>"), "45"),
        ("<t>45</t><rPh sb='0' eb='1'><t>99</t></rPh>", "45"),
        ("<t>_x005F_x0041_</t>", "_x0041_"),
        ("<t>a_x000D_\nb</t>", "a b"),
    ],
)
def test_text_is_read_as_people_see_it(text: str, read: str, is_shared: bool):
    assert cell_of(text, is_shared=is_shared).text() == read


@pytest.mark.parametrize("is_shared", [True, False])
def test_words_that_are_crossed_out_are_asked_about(is_shared: bool):
    cell = cell_of(run("12", "<strike/>") + run("15"), is_shared=is_shared)
    for read in (cell.text, cell.number, cell.require_value):
        with pytest.raises(Unfit, match=CROSSED):
            read()


@pytest.mark.parametrize("cell", ["><v>3</v>", " t='b'><v>1</v>", " t='inlineStr'><is><t>Sí</t></is>"])
def test_cell_that_is_crossed_out_is_asked_about_whatever_it_holds(cell: str):
    found = first_sheet(crossed(f"<c r='A1' s='1'{cell}</c><c r='B1' s='1'/><c r='C1' s='0'{cell}</c>"))
    assert [found.cell(1, column).kind == Kind.STRUCK for column in (1, 2, 3)] == [True, False, False]
    assert found.cell(1, 2).kind == Kind.BLANK
    with pytest.raises(Unfit, match=CROSSED):
        found.cell(1, 1).text()


def crossed(row: str) -> bytes:
    """A workbook whose second style crosses out."""
    styles = Workbook()
    styles.active["A1"].font = Font(strike=True)
    with zipfile.ZipFile(BytesIO(saved(styles))) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    sheet = cells(f"<row r='1'>{row}</row>")
    return files.zipped(whole | {"xl/worksheets/sheet1.xml": f"<worksheet {XML}>{sheet}</worksheet>"})


@pytest.mark.filterwarnings("ignore::UserWarning")  # as core.sheets.book has it; the library misses its default style
def test_workbook_of_a_program_that_writes_no_styles_is_read():
    with zipfile.ZipFile(BytesIO(files.xlsx())) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    for styles in (None, f"<styleSheet {XML}/>", f"<styleSheet {XML}><cellXfs><xf fontId='3'/></cellXfs></styleSheet>"):
        parts = {name: content for name, content in whole.items() if name != "xl/styles.xml"}
        parts |= {"xl/styles.xml": styles} if styles else {}
        sheet = cells("<row r='1'><c r='A1' s='0'><v>5</v></c></row>")
        found = first_sheet(files.zipped(parts | {"xl/worksheets/sheet1.xml": f"<worksheet {XML}>{sheet}</worksheet>"}))
        assert found.cell(1, 1).kind == Kind.NUMBER
