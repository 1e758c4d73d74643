"""Small files of every kind, as bad as can be made: what judging them may cost, counted in steps (docs/readers.md)."""

import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from core import personal_data
from files.loaders.uploads import FileRefused, judge
from files.loaders.uploads import budget as budgets
from files.loaders.uploads.budget import Budget
from tests.factories import files
from tests.steps import at_most

HEADERS = [["c.c."] * 1000]


def cells(rows: int) -> str:
    return "".join("<w:tr><w:tc><w:p/></w:tc></w:tr>" for _ in range(rows))


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "headers over empty rows": ("a.csv", lambda: b"c.c.;" * 1000 + b"\n" * 60_000),
    "headers in thirty rows": ("a.csv", lambda: (b"c.c.;" * 900 + b"\n") * 30 + b";\n" * 30_000),
    "columns": ("a.csv", lambda: b"c.c.;" * 60_000 + b"\n" * 10),
    "numbers below headers": ("a.csv", lambda: b"c.c.;" * 300 + b"\n" + (b"43123456;" * 300 + b"\n") * 60),
    "telephone, almost": ("a.csv", lambda: b"celular;x\n" + b"+57" + b" " * 50 + b"3;\n" * 8_000),
    "blanks after a label": ("a.csv", lambda: b"a;b\n" + b"cedula" + b" " * 100_000 + b"de" + b" " * 100_000),
    "labels": ("a.csv", lambda: b"a;b\n" + b"c.c. de " * 8_000),
    "addresses, almost": ("a.csv", lambda: b"a;b\n" + b"a@" + b"a." * 100_000),
    "quotes without end": ("a.csv", lambda: b'a;b\n"' + b'a""' * 40_000),
    "accents": ("a.csv", lambda: b"a;b\n" + ("a" + "\u0301\u0323" * 29 + ";").encode() * 2000),
    "document of cells": ("a.docx", lambda: files.docx_of(f"<w:tbl>{cells(20_000)}</w:tbl>")),
    "document of repeated cells": ("a.ods", lambda: files.ods(**{"content.xml": (
        "<o><table><table-row>" + '<table-cell number-columns-repeated="99999999"/>' * 8_000 + "</table-row></table></o>"
    ).encode()})),
    "sheet of far cells": ("a.xlsx", lambda: files.with_parts(files.xlsx(), {"xl/worksheets/sheet1.xml": (
        "<w><sheetData>" + "<row><c r='ZZZ1'><v>1</v></c></row>" * 8_000 + "</sheetData></w>").encode()})),
    "shared texts": ("a.xlsx", lambda: files.with_parts(files.xlsx(), {"xl/sharedStrings.xml": (
        "<sst>" + "<si><t>c.c. 43123456</t></si>" * 8_000 + "</sst>").encode()})),
    "text used by all cells": ("a.xlsx", lambda: files.with_parts(files.xlsx(), {
        "xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * 30_000 + b"</t></si></sst>",
        "xl/worksheets/sheet1.xml": (
            "<w><sheetData>" + "<row><c t='s'><v>0</v></c></row>" * 8_000 + "</sheetData></w>").encode()})),
    "instructions of fields": ("a.docx", lambda: files.docx_of("<w:r><w:instrText>D</w:instrText></w:r>" * 10_000)),
    "markers of a photo": ("a.jpg", lambda: files.JPEG[:2] + b"\xff\xe0\x00\x02" * 8_000 + files.JPEG[2:]),
    "scan of a photo": ("a.jpg", lambda: files.JPEG[:-2] + b"\xff\x00" * 60_000 + b"\xff\xd9"),
    "chunks of a picture": ("a.png", lambda: files.png()[:33] + (b"\0\0\0\0tEXt" + b"\0" * 4) * 15_000 + files.png()[33:]),
    "pages of a PDF": ("a.pdf", lambda: files.pdf_with_pages(300, b"BT (x) Tj ET")),
    "drawing of a PDF": ("a.pdf", lambda: files.pdf_with_pages(1, b"q Q " * 5000)),
    "PDF of objects": ("a.pdf", lambda: files.raw_pdf(
        {(1, 0): b"<</Type/Catalog/Pages 2 0 R/A[" + b"<<>>" * 8_000 + b"]>>", (2, 0): b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
         (3, 0): b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"})),
    "PDF of brackets": ("a.pdf", lambda: files.raw_pdf({(1, 0): b"[" * 60_000})),
    "PDF of a long text": ("a.pdf", lambda: files.raw_pdf({(1, 0): b"<</A(" + b"(" * 60_000 + b">>"})),
    "PDF of a long name": ("a.pdf", lambda: files.raw_pdf({(1, 0): b"<</" + b"#41" * 8_000 + b" 1>>"})),
    "PDF of a long list": ("a.pdf", lambda: b"%PDF-1.7\nxref\n0 9999999\n" + b"0000000000 65535 f \n" * 3000 + b"%%EOF"),
    "PDF of nothing": ("a.pdf", lambda: b"%PDF-1.7\n" + b" " * 100_000 + b"%%EOF"),
    "PDF of starts": ("a.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj " * 12_000 + b"\nstartxref\n9\n%%EOF"),
    "PDF of lists that follow": ("a.pdf", lambda: b"%PDF-1.7\n" + b"".join(
        b"xref\n0 0\ntrailer\n<</Prev %d>>\n" % (9 + 33 * (number + 1)) for number in range(2000)) + b"startxref\n9\n%%EOF"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make"), BAD.values(), ids=BAD.keys())
def test_file_costs_what_it_holds(name: str, make: Callable[[], bytes]):
    data = make()
    assert len(data) < 500_000
    with at_most(4_000_000), suppress(FileRefused):
        judge(data, name, most_bytes=20 * 1024 * 1024)


def test_wide_and_long_tables_are_scanned_to_their_limits(monkeypatch):
    rows = [*HEADERS, ["43123456"] * 1000]
    assert personal_data.scan("", rows) == {"cedula": 1}
    monkeypatch.setattr(personal_data, "MOST_CELLS", 1000)
    assert personal_data.scan("", [["c.c."], *[[""]] * 1000, ["43123456"]]) == {}


def test_one_time_bounds_all_of_the_judging():
    """Whatever takes the time, also the library of PDF, ends in the same sentence."""
    for name, make in BAD.values():
        with pytest.raises(FileRefused, match=r"demora demasiado|dañado|datos pegados|incompleta"):
            judge(make(), name, most_bytes=20 * 1024 * 1024, budget=Budget(until=0))


def test_library_of_pdf_is_interrupted_between_two_bytes(monkeypatch):
    clock = count(step=0.01)
    monkeypatch.setattr(budgets.time, "monotonic", lambda: next(clock))
    data = files.raw_pdf({(1, 0): b"<</A(" + b"x" * 2_000_000 + b")>>"})
    with at_most(6_000_000), pytest.raises(FileRefused, match="demora demasiado"):
        judge(data, "acta.pdf", most_bytes=20 * 1024 * 1024, budget=Budget(until=10))


def test_antivirus_gets_what_is_left_of_the_time(tmp_path):
    """A daemon that listens, and neither takes the file nor says anything."""
    budget = Budget()
    budget.until -= budgets.SECONDS - 0.5
    address = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as daemon:
        daemon.bind(address)
        daemon.listen()
        with pytest.raises(FileRefused, match="el antivirus no responde"):
            judge(b"a;b\n1;2\n", "a.csv", most_bytes=1000, antivirus_at=address, budget=budget)
