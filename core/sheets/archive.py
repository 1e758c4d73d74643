"""What a workbook is allowed to be: counted from its bytes, before any library builds objects from them."""

import io
import re
import zipfile
import zlib

from openpyxl.xml.functions import fromstring

from core.refusals import Refusal

PARTS, SHEETS = 300, 60
UNPACKED = 10 * 1024 * 1024  # bytes of all parts
# Tags of one part: they take far more memory than text. A sheet of ours has 10 000, its strings 5000, its styles 300.
SHEET_TAGS, TEXT_TAGS, STYLE_TAGS, BOOK_TAGS, OTHER_TAGS = 250_000, 250_000, 40_000, 2_000, 40_000
LONGEST_FORMAT = 300  # characters of a number format; Excel writes 255
MAIN, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STRICT = "http://purl.oclc.org/ooxml/"
SAVE_AS = "Ábralo y guárdelo como «Libro de Excel (.xlsx)»."
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_FORMAT = re.compile(rb"""formatCode\s*=\s*(?:"[^"]{%d}|'[^']{%d})""" % (LONGEST_FORMAT, LONGEST_FORMAT))
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class UnreadableWorkbook(Refusal):
    """The file is no workbook that the portal reads, or holds more than one may."""


def check_archive(data: bytes, *, most_bytes: int) -> None:
    """Refuse UnreadableWorkbook: other kinds of files, named with what to do instead, and what unpacks to too much."""
    if not data.strip():
        raise UnreadableWorkbook("El archivo está vacío. Elija otro.")
    if len(data) > most_bytes:
        raise UnreadableWorkbook(
            f"El archivo pesa más de {most_bytes // 1024 // 1024} MB. Copie solo lo que hace falta en una planilla nueva."
        )
    if not data.startswith(b"PK"):
        raise UnreadableWorkbook(_other_kind(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    except Refusal:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        ValueError,
        OSError,
        RuntimeError,
        EOFError,
        SyntaxError,
    ):
        raise UnreadableWorkbook(DAMAGED) from None


DAMAGED = f"El archivo está dañado. {SAVE_AS}"


def _other_kind(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "El archivo tiene clave. Quítesela y guárdelo otra vez como «Libro de Excel (.xlsx)»."
        return f"El archivo es de una versión antigua de Excel (.xls) o tiene clave. {SAVE_AS}"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return f"El archivo es una página o un XML con nombre de planilla. {SAVE_AS}"
    return "El archivo no es un libro de Excel (.xlsx). Si es otra tabla, ábrala y guárdela como .xlsx."


def _check_parts(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    parts = {info.filename for info in infos}
    # The declared size is a bound: reading a part stops there.
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED:
        raise UnreadableWorkbook(_too_much("datos"))
    if MAIN not in parts:
        raise UnreadableWorkbook(_other_archive(archive, parts))
    for part in parts:
        _check_part(part, archive.read(part))
    _check_sheets(archive)


def _other_archive(archive: zipfile.ZipFile, parts: set[str]) -> str:
    if "mimetype" in parts and b"opendocument" in archive.read("mimetype")[:100]:
        return f"El archivo es de LibreOffice o de otro programa (.ods). {SAVE_AS}"
    if "xl/workbook.bin" in parts:
        return f"El archivo es un libro binario (.xlsb). {SAVE_AS}"
    if "Index/Document.iwa" in parts:
        return "El archivo es de Numbers. Expórtelo a Excel (.xlsx)."
    return "El archivo no es un libro de Excel (.xlsx). Si es otra tabla, ábrala y guárdela como .xlsx."


def _check_part(part: str, content: bytes) -> None:
    """Count what a part holds. Counting bytes is only honest in UTF-8, in which every spreadsheet program writes."""
    if not part.endswith((".xml", ".rels")):
        return
    encoding = _ENCODING.match(content[:200])
    if b"\0" in content or b"<!DOCTYPE" in content or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise UnreadableWorkbook(DAMAGED)
    if part.startswith("xl/worksheets/") and part.endswith(".xml"):
        return  # counted when it is read: of other sheets only the beginning is
    most, what = _most_tags(part)
    if content.count(b"<") > most or (part == "xl/styles.xml" and _FORMAT.search(content)):
        raise UnreadableWorkbook(_too_much(what))


def check_sheet(data: bytes, part: str) -> None:
    """Refuse a sheet with more cells than are read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.read(part.lstrip("/")).count(b"<") > SHEET_TAGS:
            raise UnreadableWorkbook(_too_much("celdas"))


def _most_tags(part: str) -> tuple[int, str]:
    if part == "xl/sharedStrings.xml":
        return TEXT_TAGS, "textos"
    if part == "xl/styles.xml":
        return STYLE_TAGS, "estilos"
    return (BOOK_TAGS, "hojas o nombres definidos") if part in (MAIN, RELATIONS) else (OTHER_TAGS, "datos")


def _check_sheets(archive: zipfile.ZipFile) -> None:
    """The library reads the beginning of every sheet that is listed: few, each with a part of its own."""
    book = fromstring(archive.read(MAIN))
    if STRICT in book.tag:
        raise UnreadableWorkbook(
            "El archivo está guardado como «Libro de Excel Open XML estricto». "
            "Guárdelo como «Libro de Excel (.xlsx)», sin «estricto»."
        )
    listed = [sheet.get(_RELATION) for sheet in book.iter() if sheet.tag.endswith("}sheet")]
    if len(listed) > SHEETS:
        raise UnreadableWorkbook(_too_much(f"{len(listed)} hojas"))
    targets = [relation.get("Target") for relation in fromstring(archive.read(RELATIONS))]
    types = fromstring(archive.read(TYPES))
    books = [one.get("PartName") for one in types if one.get("ContentType", "").endswith(".main+xml")]
    if len({*listed}) < len(listed) or len({*targets}) < len(targets) or books != [f"/{MAIN}"]:
        raise UnreadableWorkbook(DAMAGED)


def _too_much(what: str) -> str:
    return (
        f"El archivo tiene demasiado adentro ({what}) y no se abre. Copie solo lo que hace falta en una planilla nueva."
    )
