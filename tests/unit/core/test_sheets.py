"""Lists that people upload: what is read, and what is refused before it is read."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.refusals import Refusal
from core.sheets.listing import read_table
from core.tables import read_csv
from tests.factories import files

BOMB = 21 * 1024 * 1024


def xlsx(*rows: list, **cells) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    return files.zipped({name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()})


def read(data: bytes, max_rows: int = 5) -> list:
    return read_table(data, max_bytes=1024 * 1024, max_rows=max_rows)


def refusal(data: bytes, **limits) -> str:
    with pytest.raises(Refusal) as refused:
        read(data, **limits)
    return "\n".join([refused.value.message, *refused.value.details])


ROWS = [(1, ["correo", "rol"]), (3, ["ana@a.example", "Enlace"])]


@pytest.mark.parametrize(
    "data",
    [
        b"correo,rol\n\nana@a.example,Enlace\n",
        b"\xef\xbb\xbfcorreo;rol\r\n;\r\n ana@a.example ;Enlace;;\r\n",
        b"correo\trol\n\t\nana@a.example\tEnlace",
        "correo\trol\n\t\nana@a.example\tEnlace".encode("utf-16"),
        b"sep=;\r\ncorreo;rol\r\n;\r\nana@a.example;Enlace\r\n",
        xlsx(["correo", "rol"], [None, "  "], ["ana@a.example", " Enlace "]),
    ],
    ids=["commas", "semicolons", "tabs", "utf-16", "separator line", "xlsx"],
)
def test_same_table_is_read_from_every_kind(data):
    assert read(data) == ROWS


@pytest.mark.parametrize("text", ["Coordinación", "Ñáñez, «jefe» — n.º 3", "Güiza O’Neill"])
def test_code_page_of_excel_is_understood(text):
    assert read(f"rol;x\n{text};y".encode("cp1252"))[1] == (2, [text, "y"])


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_text_of_another_code_page_is_refused_instead_of_garbled(encoding):
    assert "No se entienden las tildes" in refusal("nombre\nPeña Málaga Núñez Gómez".encode(encoding))


NAMES = [
    "López",
    "LÓPEZ",
    "JESÚS MARÍA",
    "Álvaro",
    "Óscar",
    "Úrsula",
    "Íngrid",
    "José Martí",
    "Alcalá",
    "Ríos",
    "Ñáñez",
]


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
@pytest.mark.parametrize("name", NAMES)
def test_one_name_of_another_code_page_is_enough(encoding, name):
    assert "No se entienden las tildes" in refusal(f"nombre;x\n{name};y".encode(encoding))


@pytest.mark.parametrize("name", [*NAMES, "Ética y cía. «Bello»", "François Nguyên", "N.º 2 – Niquía", "Bello\u00a0"])
def test_the_same_name_of_excel_is_read(name):
    assert read(f"nombre;x\n{name};y".encode("cp1252"))[1] == (2, [name.strip(), "y"])


def test_file_cut_within_a_letter_is_refused_instead_of_garbled():
    assert "No se entienden las tildes" in refusal("nombre\nGómez\nPeñ".encode()[:-1])


SPOILT = ["Peña", "Martínez", "Itagüí", "Sofía", "Ángel", "PEÑA", "Ñáñez", "1.º", "«Bello»", "O’Neill", "José"]


@pytest.mark.parametrize("name", SPOILT)
def test_utf8_that_a_program_took_for_another_code_page_is_refused(name):
    """As Excel shows a CSV in UTF-8 without its mark, and then saves it as whatever people ask for."""
    spoilt = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in name.encode())
    for data in (f"nombre;x\n{spoilt};y".encode(), f'x,nombre\ny,"Ana {spoilt}"\n'.encode("utf-16")):
        assert "Las tildes del archivo llegaron dañadas («" in refusal(data)
    in_sheet = re.sub("[\x7f-\x9f]", "", spoilt)
    assert "Celda A2: las tildes llegaron dañadas («" in refusal(xlsx(["nombre"], [f"Ana {in_sheet}"]))
    with pytest.raises(Refusal, match="las tildes llegaron dañadas"):
        read_csv(f"divipola,name\n05001,{spoilt}\n", name="lugares.csv", required=["name"])


def test_letter_that_a_program_did_not_know_is_refused():
    assert "llegaron dañadas («Pe\ufffda»)" in refusal("nombre;x\nAna Pe\ufffda;y".encode())


@pytest.mark.parametrize("name", [*NAMES, "SÃO PAULO", "São João", "Âge", "Çà et là", "«MÃE»"])
def test_names_of_other_tongues_are_read(name):
    assert read(f"nombre;x\n{name};y".encode())[1] == (2, [name, "y"])


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    data = b'correo;nombre\na@a.example;"Ana\nMar\xc3\xada\nRuiz"\n\nb@a.example;Beto\n'
    assert [(number, cells[1]) for number, cells in read(data)[1:]] == [(2, "Ana María Ruiz"), (4, "Beto")]


def test_only_text_and_whole_numbers_are_text():
    rows = read(xlsx(["a"], [5, 5.0, "dos\nlíneas", "+57 300", "Pen\u0303a\u200b"]))
    assert rows[1] == (2, ["5", "5", "dos líneas", "+57 300", "Peña"])
    said = refusal(xlsx(["a"], ["=1+1", 5.25, True, date(2027, 3, 5), "#REF!"]))
    assert said.splitlines()[1:] == [
        "Celda A2: tiene una fórmula sin resultado; escriba el valor.",
        "Celda B2: dice «5,25» y se esperaba un texto; póngale formato de texto a la celda y escríbalo otra vez.",
        "Celda C2: dice verdadero o falso y se esperaba un texto; póngale formato de texto a la celda y escríbalo otra vez.",
        "Celda D2: es una fecha y se esperaba un texto; póngale formato de texto a la celda y escríbalo otra vez.",
        "Celda E2: la celda tiene un error (#REF!); escriba el valor.",
    ]


@pytest.mark.parametrize("mark", ["\u202b", "\u202e", "\u2067"])
def test_text_that_shows_in_another_order_is_refused(mark):
    """«21» after such a mark shows as «12»."""
    turned = f"{mark}21"
    assert "Celda A2: tiene un carácter invisible que cambia el orden" in refusal(xlsx(["a"], [turned]))
    assert "Línea 3: hay un carácter invisible que cambia el orden" in refusal(f"a;b\nx;y\n{turned};y".encode())
    with pytest.raises(Refusal, match=r"lugares\.csv, línea 2: hay un carácter invisible que cambia el orden"):
        read_csv(f"divipola,name\n05001,{turned}\n", name="lugares.csv", required=["name"])
    assert refusal(xlsx(["_x202E_21"])).endswith("escriba otra vez el texto."), "also as the sheet escapes it"


def test_merged_cells_are_named():
    book = Workbook()
    book.active.append(["correo", "rol"])
    book.active.append(["ana@a.example", "Enlace"])
    book.active.merge_cells("B2:B3")
    assert "Celdas B2:B3: están combinadas" in refusal(saved(book))


def test_first_sheet_that_people_see_is_read():
    book = Workbook()
    book.active.append(["oculta"])
    book.create_sheet("Personas").append(["correo"])
    book.worksheets[0].sheet_state = "hidden"
    assert read(saved(book)) == [(1, ["correo"])]


def test_nothing_is_cut():
    (_, cells), *_ = read(xlsx(["a" * 5000, *"b" * 60]))
    assert (len(cells[0]), len(cells)) == (5000, 61)


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
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "versión antigua de Excel (.xls)"),
        (b"PK\x03\x04 and then nothing", "está dañado"),
        (xlsx(["a"])[:-200], "está dañado"),
        (archive(hello_xml=b"x"), "no es un libro de Excel"),
        (archive(xl__workbook_xml=b"<broken"), "está dañado"),
        (archive(xl__workbook_xml=b"x", xl__sheet_xml=b"0" * BOMB), "demasiado adentro"),
        (archive(xl__workbook_xml=b"x", **{f"part{n}": b"" for n in range(300)}), "demasiado adentro"),
        (b"a,b\0c\n", "no es una hoja de cálculo"),
        (b'a,"b' + b"c" * 1000, "comillas"),
        (b'a,b\nc,"d"e\n', "comillas"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, sentence):
    assert sentence in refusal(data)


def test_cell_at_the_end_of_the_sheet_is_refused_instead_of_filling_the_memory():
    assert "más abajo de la fila 5000" in refusal(xlsx(["a"], XFD1048576="x"))


def test_archive_cannot_unpack_to_more_than_it_declares():
    """The declared size is what was checked: a part that holds more is broken, not read."""
    honest = archive(xl__workbook_xml=b"A" * 100_000)
    start = honest.index(b"PK\x01\x02") + 24
    lying = honest[:start] + (10).to_bytes(4, "little") + honest[start + 4 :]
    assert sum(part.file_size for part in zipfile.ZipFile(BytesIO(lying)).infolist()) == 10
    assert "está dañado" in refusal(lying)


def test_entities_of_the_document_type_are_not_expanded():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    assert "está dañado" in refusal(archive(xl__workbook_xml=bomb))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_stream_that_is_none_is_refused_in_words(method):
    """Each way of packing fails with exceptions of its own."""
    whole = files.zipped({"[Content_Types].xml": b"x" * 5000, "xl/workbook.xml": b"y" * 5000}, method=method)
    for start in range(50, 80):
        assert "está dañado" in refusal(whole[:start] + b"\xff" * 30 + whole[start + 30 :])
