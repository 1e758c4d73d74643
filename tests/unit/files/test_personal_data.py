"""What of a document is scanned for personal data, how much of it, and what is counted."""

import io
import itertools
from collections.abc import Callable
from types import SimpleNamespace

import openpyxl
import pytest
from pypdf import PageObject

from core.personal_data import scan
from files.loaders.uploads import judge, pdf
from files.loaders.uploads.budget import Budget
from tests.factories import files


def judged(data: bytes, name: str):
    return judge(data, name, most_bytes=20 * 1024 * 1024)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C.C. 43.123.456 de Medellín", {"cedula": 1}),
        ("identificada con cédula de ciudadanía No. 1017123456", {"cedula": 1}),
        ("cédula 43123456 y otra vez cedula 43.123.456", {"cedula": 1}),
        ("mi número es 300 123 45 67.", {"telefono": 1}),
        ("firmó 1.017.123.456.", {"cedula": 1}),
        ("la señora 1.017.123.456 firmó", {"cedula": 1}),
        ("Presupuesto: $ 1.017.123.456 y $1.020.300.400", {}),
        ("NIT 890.905.211-1, radicado 202630001234, año 2026", {}),
        ("llame al 300 123 45 67 o al +57 3101234567", {"telefono": 2}),
        ("teléfono (604) 385 55 55", {"telefono": 1}),
        ("hay 3.001.234 árboles y 3001234567,5 pesos", {}),
        ("escriba a maria.perez@correo.example", {"correo": 1}),
        ("x" * 100 + "@correo.example", {}),  # an address begins where its word begins; looking elsewhere takes long
        ("x@" + "a" * 100 + ".example", {}),
        ("atencion@alcaldia.gov.co y datos@universidad.edu.co", {}),
    ],
)
def test_personal_data_is_counted_and_ordinary_figures_are_not(text: str, found: dict[str, int]):
    assert scan(text) == found


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda text: files.pdf(text), "lista.pdf"),
        (lambda text: files.xlsx(text), "lista.xlsx"),
        (lambda text: files.docx(text), "lista.docx"),
        (lambda text: files.ods(text), "lista.ods"),
        (lambda text: f"nombre,documento\nAna,{text}\n".encode(), "lista.csv"),
    ],
)
def test_scan_reads_every_kind_of_document_and_refuses_none(make, name: str):
    assert judged(make("cédula 43.123.456, celular 300 123 45 67"), name).personal_data == {"cedula": 1, "telefono": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_scan_reads_letters_in_either_encoding_and_across_runs(encoding: str):
    body = "<w:p><w:r><w:t>cédula 43.1</w:t></w:r><w:r><w:t>23.456</w:t></w:r></w:p>"
    assert judged(files.docx_of(body, encoding=encoding), "acta.docx").personal_data == {"cedula": 1}


TABLE = [
    ["Nombre", "Cédula", "Teléfono", "Valor"],
    ["Ana", "43123456", "3855555", "890905211"],
    ["Luz", "52.123.456", "", "7"],
]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: files.csv_of(TABLE, ";"), "lista.csv"),
        (lambda: files.csv_of(TABLE, ","), "lista.csv"),
        (lambda: files.xlsx_of([["Lista de asistencia"], [], *TABLE]), "lista.xlsx"),
        (lambda: files.docx_of(files.table_of(TABLE, "w:tbl", "w:tr", "w:tc", "w:p")), "lista.docx"),
        (lambda: files.ods_of(TABLE), "lista.ods"),
    ],
)
def test_column_that_says_what_it_is_counts_the_bare_numbers_below_it(make: Callable[[], bytes], name: str):
    assert judged(make(), name).personal_data == {"cedula": 2, "telefono": 1}


def test_numbers_below_other_columns_and_in_the_next_table_are_only_numbers():
    rows = [["cedula", "valor"], ["", "43123456"], ["2026", ""]]
    assert judged(files.csv_of(rows, ";"), "datos.csv").personal_data == {}
    book = openpyxl.Workbook()
    book.active.append(["nombre", "cedula"])
    book.create_sheet().append(["valor", 43123456])
    out = io.BytesIO()
    book.save(out)
    assert judged(out.getvalue(), "datos.xlsx").personal_data == {}


def test_paragraphs_after_a_table_have_no_columns():
    table = files.table_of([["Cédula", "Nombre"], ["", "Ana"]], "w:tbl", "w:tr", "w:tc", "w:p")
    assert judged(files.docx_of(f"{table}<w:p>Radicado</w:p><w:p>2026001234</w:p>"), "acta.docx").personal_data == {}


def test_table_that_breaks_off_is_read_up_to_there():
    assert judged(('cedula;x\n43123456;1\n52123456;"' + "a;" * 100_000).encode(), "datos.csv").personal_data == {
        "cedula": 1
    }


@pytest.fixture
def read_pages(monkeypatch) -> list[str]:
    """The text of each page that was taken apart."""
    seen: list[str] = []
    real = PageObject.extract_text

    def note(page: PageObject, **more) -> str:
        seen.append(real(page, **more))
        return seen[-1]

    monkeypatch.setattr(PageObject, "extract_text", note)
    return seen


def test_pages_of_a_pdf_share_what_may_be_drawn(read_pages: list[str]):
    drawn = b"BT /F 1 Tf (300 123 45 67) Tj ET " + b" " * 1_000_000
    kept = judged(files.pdf_with_pages(60, drawn), "acta.pdf")
    assert len(read_pages) == 3
    assert kept.personal_data == {"telefono": 1}
    assert pdf.text_of_pdf(files.pdf_with_pages(60, b" " * 4_000_000), 1000, Budget()) == ""
    assert len(read_pages) == 3


def test_text_of_a_pdf_ends_with_its_time(monkeypatch, read_pages: list[str]):
    now = itertools.count(step=0.01)
    monkeypatch.setattr(pdf, "time", SimpleNamespace(monotonic=lambda: next(now)))
    data = files.pdf_with_pages(60, b"BT /F 1 Tf " + b"(x) Tj " * 100 + b"ET")
    assert pdf.text_of_pdf(data, 1000, Budget(until=1e9)).startswith("x")
    assert 1 <= len(read_pages) < 10
