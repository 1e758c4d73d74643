"""Real files, good and hostile, made in memory."""

import io
import random
import struct
import zipfile
import zlib
from functools import cache

import openpyxl
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, TextStringObject

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


@cache
def pdf(text: str = "Plan de datos abiertos") -> bytes:
    """A PDF with text, as a program writes it; made once, for it carries the second in which it was made."""
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


def pdf_that_launches_by_reference() -> bytes:
    """The kind of the action stands in an object of its own."""
    return pdf_with(
        lambda writer: _acts(
            writer, {"/S": writer._add_object(NameObject("/Launch")), "/F": TextStringObject("calc.exe")}
        )
    )


def pdf_with_script_above() -> bytes:
    """A form field whose script hangs on its parent, and on nothing else."""

    def change(writer: PdfWriter) -> None:
        script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
        parent = writer._add_object(_dictionary({"/AA": _dictionary({"/C": _dictionary(script)})}))
        field = writer._add_object(_dictionary({"/Subtype": NameObject("/Widget"), "/Parent": parent}))
        writer.pages[0][NameObject("/Annots")] = ArrayObject([field])

    return pdf_with(change)


def raw_pdf(objects: dict[tuple[int, int], bytes]) -> bytes:
    """A PDF of these objects by number and generation, the first of which is its catalog."""
    out, rows = b"%PDF-1.7\n", b"0 1\n0000000000 65535 f \n"
    for (number, generation), body in objects.items():
        rows += b"%d 1\n%010d %05d n \n" % (number, len(out), generation)
        out += b"%d %d obj\n%b\nendobj\n" % (number, generation, body)
    size = max(number for number, _ in objects) + 1
    return out + b"xref\n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (rows, size, len(out))


def pdf_with_pages(count: int, content: bytes) -> bytes:
    """A PDF of pages that all draw the same content."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    packed = zlib.compress(content, 9)
    stream = b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    pages = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", pages, stream, font, *[page] * count]
    return raw_pdf({(number, 0): body for number, body in enumerate(objects, 1)})


def _dictionary(parts: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in parts.items()})


def _acts(writer: PdfWriter, action: dict[str, PdfObject]) -> None:
    """Make the document do something when it is opened."""
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(_dictionary(action))


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


def xlsx_of(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_of_sheets(count: int) -> bytes:
    book = openpyxl.Workbook()
    for _ in range(count - 1):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: list[list[str]], separator: str) -> bytes:
    return "\r\n".join(separator.join(row) for row in rows).encode("latin-1")


def table_of(rows: list[list[str]], table: str, row: str, cell: str, paragraph: str) -> str:
    """A table in XML, by the names of its elements."""
    cells = [[f"<{cell}><{paragraph}>{text}</{paragraph}></{cell}>" for text in texts] for texts in rows]
    return f"<{table}>" + "".join(f"<{row}>{''.join(line)}</{row}>" for line in cells) + f"</{table}>"


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
    return docx_of(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>", **more)


def docx_of(body: str, *, encoding: str = "utf-8", **more: bytes) -> bytes:
    """A letter with this between `w:body` and its end."""
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": xml_of(xml, encoding), **more})


def xml_of(xml: str, encoding: str = "utf-8") -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding)


def relationship(kind: str, target: str = "http://mal.example/t", quote: str = '"', equals: str = "=") -> str:
    """A part of relationships with one to the outside."""
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    written = {"Id": "r1", "Type": kind, "Target": target, "TargetMode": "External"}
    attributes = " ".join(f"{name}{equals}{quote}{value}{quote}" for name, value in written.items())
    return f"<Relationships><Relationship {attributes}/></Relationships>"


def ods(text: str = "Datos", **more: bytes) -> bytes:
    return ods_of([[text]], **more)


def ods_of(rows: list[list[str]], **more: bytes) -> bytes:
    """A sheet that begins in its third column, as LibreOffice writes the empty ones before it."""
    table = table_of(rows, "table:table", "table:table-row", "table:table-cell", "text:p")
    blank = '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
    content = f"<office:document-content>{table.replace('<table:table-row>', blank)}</office:document-content>"
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": "<manifest/>", **more})


def filling(megabytes: int) -> dict[str, str | bytes]:
    """Parts that unpack to so many megabytes and do not look like a bomb: some of it is not packed at all."""
    noise = random.Random(1).randbytes(megabytes * 1024 * 1024 // 150)
    return {"media/noise.bin": noise, "media/blank.bin": bytes(megabytes * 1024 * 1024)}


def bomb() -> bytes:
    """A sheet of half a gigabyte in half a megabyte."""
    return with_parts(xlsx(), {"xl/worksheets/sheet9.xml": b"0" * (200 * 1024 * 1024)})


def lying_bomb() -> bytes:
    """A bomb whose headers say that it is small."""
    data = bytearray(with_parts(xlsx(), {"xl/media/x.bin": b"0" * 30_000_000}))
    small = struct.pack("<I", 1000)
    real = struct.pack("<I", 30_000_000)
    return bytes(data.replace(real, small))
