"""Tables that people upload: what is read, and what is refused before it is read."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from core.sheets import LAST_ROW, UnreadableTable, read_table

BOMB = 21 * 1024 * 1024


def xlsx(*rows: list, **cells) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def read(data: bytes, max_rows: int = 5) -> list:
    return read_table(data, max_bytes=1024 * 1024, max_rows=max_rows)


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(UnreadableTable) as refused:
        read(data, **limits)
    return refused.value.message


ROWS = [(1, ["correo", "rol"]), (3, ["ana@a.example", "Enlace"])]


@pytest.mark.parametrize(
    "data",
    [
        b"correo,rol\n\nana@a.example,Enlace\n",
        b"\xef\xbb\xbfcorreo;rol\r\n;\r\n ana@a.example ;Enlace;;\r\n",
        b"correo\trol\n\t\nana@a.example\tEnlace",
        xlsx(["correo", "rol"], [None, "  "], ["ana@a.example", " Enlace "]),
    ],
    ids=["commas", "semicolons", "tabs", "xlsx"],
)
def test_same_table_is_read_from_every_kind(data):
    assert read(data) == ROWS


def test_code_page_of_excel_is_understood():
    assert read("rol\nCoordinación".encode("cp1252")) == [(1, ["rol"]), (2, ["Coordinación"])]


def test_cells_become_text_and_formulas_stay_what_was_typed():
    row = ["=1+1", 5, 5.0, 5.25, True, date(2027, 3, 5), "dos\nlíneas", "+57 300"]
    data = xlsx(["a"], row, I2=ArrayFormula("I2:I3", "=SUM(B2:C2)"))
    expected = ["=1+1", "5", "5", "5.25", "sí", "2027-03-05T00:00:00", "dos líneas", "+57 300", "=SUM(B2:C2)"]
    assert read(data)[1] == (2, expected)


def test_long_cells_and_far_columns_are_cut():
    (_, cells), *_ = read(xlsx(["a" * 5000, *"b" * 60]))
    assert (len(cells[0]), len(cells)) == (1000, 40)


def test_as_many_rows_as_allowed_and_one_more():
    rows = [["correo"], *([f"p{n}@a.example"] for n in range(5))]
    assert len(read(xlsx(*rows))) == 6
    assert "más de 5 filas" in refusal(xlsx(*rows, ["otra@a.example"]))
    assert "más de 5 filas" in refusal("\n".join(["correo", *"abcdef"]).encode())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "El archivo está vacío."),
        (b" \n \n", "El archivo está vacío."),
        (b",,\n,,", "no tiene filas"),
        (xlsx(), "no tiene filas"),
        (b"x" * (1024 * 1024 + 1), "pesa más de 1 MB"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "Guárdelo como .xlsx sin clave"),
        (b"PK\x03\x04 and then nothing", "está dañado"),
        (xlsx(["a"])[:-200], "está dañado"),
        (archive(hello_xml=b"x"), "no es una hoja de cálculo"),
        (archive(xl__workbook_xml=b"<broken"), "está dañado"),
        (archive(xl__workbook_xml=b"x", xl__sheet_xml=b"0" * BOMB), "ocupa demasiado"),
        (archive(xl__workbook_xml=b"x", **{f"part{n}": b"" for n in range(300)}), "ocupa demasiado"),
        (b"a,b\0c\n", "no es una hoja de cálculo"),
        (b'a,"b' + b"c" * 200_000, "comillas"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, sentence):
    assert sentence in refusal(data)


def test_cell_at_the_end_of_the_sheet_is_refused_instead_of_filling_the_memory():
    assert f"más abajo de la fila {LAST_ROW}" in refusal(xlsx(["a"], XFD1048576="x"))


def test_archive_cannot_unpack_to_more_than_it_declares():
    """The declared size is what was checked: a part that holds more is broken, not read."""
    honest = archive(xl__workbook_xml=b"A" * 100_000)
    start = honest.index(b"PK\x01\x02") + 24
    lying = honest[:start] + (10).to_bytes(4, "little") + honest[start + 4 :]
    assert sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(lying)).infolist()) == 10
    assert "está dañado" in refusal(lying)


def test_entities_of_the_document_type_are_not_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    assert "está dañado" in refusal(archive(xl__workbook_xml=bomb))
