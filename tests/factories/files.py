"""Real files, good and hostile, made in memory."""

import io
import struct
import zipfile
import zlib

import openpyxl
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject

DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# A grey point, baseline, as an encoder wrote it.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc4001f0000010501010101010100000000000000000102030405060708090a0b"
    "ffc400b5100002010303020403050504040000017d" + "00" * 162 + "ffda0008010100003f00d2cf20ffd9"
)


def pdf(text: str = "Plan de datos abiertos") -> bytes:
    """A PDF with text, as a program writes it."""
    return typst.compile(f"#set page(width: 10cm, height: 10cm)\n{text}".encode(), format="pdf")


def pdf_with(change) -> bytes:
    """A PDF to which `change(writer)` did something."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_script() -> bytes:
    return pdf_with(
        lambda writer: _acts(writer, {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})
    )


def pdf_that_launches() -> bytes:
    return pdf_with(lambda writer: _acts(writer, {"/S": NameObject("/Launch"), "/F": TextStringObject("calc.exe")}))


def _acts(writer: PdfWriter, action: dict[str, PdfObject]) -> None:
    """Make the document do something when it is opened."""
    parts = DictionaryObject({NameObject(name): value for name, value in action.items()})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(parts)


def pdf_with_attachment() -> bytes:
    return pdf_with(lambda writer: writer.add_attachment("nomina.xlsm", b"PK"))


def pdf_with_password() -> bytes:
    return pdf_with(lambda writer: writer.encrypt("secreto", algorithm="RC4-128"))


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (3 * 2))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def xlsx(text: str = "Datos") -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_parts(document: bytes, more: dict[str, str | bytes], *, replaced: dict[str, bytes] | None = None) -> bytes:
    """A document with more parts in its archive."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | more | (replaced or {}))


def docx(text: str = "Acta", **more: bytes) -> bytes:
    body = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return zipped({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": body, **more})


def ods(text: str = "Datos", **more: bytes) -> bytes:
    content = f"<office:document-content><table:table-cell><text:p>{text}</text:p></table:table-cell></office:document-content>"
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": "<manifest/>", **more})


def bomb() -> bytes:
    """A sheet of half a gigabyte in half a megabyte."""
    return with_parts(xlsx(), {"xl/worksheets/sheet9.xml": b"0" * (200 * 1024 * 1024)})


def lying_bomb() -> bytes:
    """A bomb whose headers say that it is small."""
    data = bytearray(with_parts(xlsx(), {"xl/media/x.bin": b"0" * 30_000_000}))
    small = struct.pack("<I", 1000)
    real = struct.pack("<I", 30_000_000)
    return bytes(data.replace(real, small))
