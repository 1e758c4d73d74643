"""What a workbook is allowed to be: counted from its bytes, before any library builds objects from them."""

import io
import re
import zipfile

from openpyxl.xml.constants import SHARED_STRINGS
from openpyxl.xml.functions import fromstring

from core.broken_zip import BROKEN_ZIP
from core.refusals import Refusal

PARTS, SHEETS = 300, 60
UNPACKED = 10 * 1024 * 1024  # bytes of all parts
# Tags: they take far more memory than text. Of ours, all sheets have 10 000, the strings 5000, the styles 300.
SHEET_TAGS, TEXT_TAGS, STYLE_TAGS, BOOK_TAGS, OTHER_TAGS = 250_000, 120_000, 40_000, 2_000, 5_000
LONGEST_TAG = 200_000  # bytes from one > to the next; the parser begins a long tag anew with every piece of the file
LONGEST_FORMAT = 300  # characters of a number format; Excel writes 255
MAIN, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STYLES = "xl/styles.xml"
STRICT = "http://purl.oclc.org/ooxml/"
SAVE_AS = "Ábralo y guárdelo como «Libro de Excel (.xlsx)»."
DAMAGED = f"El archivo está dañado. {SAVE_AS}"
NO_WORKBOOK = "El archivo no es un libro de Excel (.xlsx). Si es otra tabla, ábrala y guárdela como .xlsx."
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_FORMAT = re.compile(rb"""formatCode\s*=\s*(?:"[^"]{%d}|'[^']{%d})""" % (LONGEST_FORMAT, LONGEST_FORMAT))
_LONG_TAG = re.compile(rb"(?:\A|>)[^>]{%d}" % LONGEST_TAG)
_ENTRY = b"PK\x01\x02"  # of the list of parts
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
        if data.count(_ENTRY) > PARTS:  # before the library makes an object of each
            raise UnreadableWorkbook(_too_much("datos"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
    except Refusal:
        raise
    except (*BROKEN_ZIP, SyntaxError, KeyError):  # also XML that is none, parts that are listed and missing
        raise UnreadableWorkbook(DAMAGED) from None


def _other_kind(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "El archivo tiene clave. Quítesela y guárdelo otra vez como «Libro de Excel (.xlsx)»."
        return f"El archivo es de una versión antigua de Excel (.xls) o tiene clave. {SAVE_AS}"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return f"El archivo es una página o un XML con nombre de planilla. {SAVE_AS}"
    return NO_WORKBOOK


def _check_parts(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    parts = {info.filename for info in infos}
    # The declared size is a bound: reading a part stops there.
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED:
        raise UnreadableWorkbook(_too_much("datos"))
    if MAIN not in parts:
        raise UnreadableWorkbook(_other_archive(archive, parts))
    _check_part(archive.read(TYPES), OTHER_TAGS, "datos")
    _check_part(archive.read(MAIN), BOOK_TAGS, "hojas o nombres definidos")
    _check_part(archive.read(RELATIONS), BOOK_TAGS, "hojas o nombres definidos")
    _check_sheets(archive)
    if STYLES in parts:
        styles = archive.read(STYLES)
        _check_part(styles, STYLE_TAGS, "estilos")
        if _FORMAT.search(styles):
            raise UnreadableWorkbook(_too_much("estilos"))
    for part in _string_parts(archive) & parts:
        _check_part(archive.read(part), TEXT_TAGS, "textos")


def _other_archive(archive: zipfile.ZipFile, parts: set[str]) -> str:
    if "mimetype" in parts and b"opendocument" in archive.read("mimetype")[:100]:
        return f"El archivo es de LibreOffice o de otro programa (.ods). {SAVE_AS}"
    if "xl/workbook.bin" in parts:
        return f"El archivo es un libro binario (.xlsb). {SAVE_AS}"
    if "Index/Document.iwa" in parts:
        return "El archivo es de Numbers. Expórtelo a Excel (.xlsx)."
    return NO_WORKBOOK


def _check_part(content: bytes, most: int, what: str) -> int:
    """Return how many tags a part has. Counting bytes is only honest in UTF-8, in which every spreadsheet program writes."""
    encoding = _ENCODING.match(content[:200])
    if b"\0" in content or b"<!DOCTYPE" in content or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise UnreadableWorkbook(DAMAGED)
    tags = content.count(b"<")
    if tags > most or _LONG_TAG.search(content):
        raise UnreadableWorkbook(_too_much(what))
    return tags


def count_sheet(archive: zipfile.ZipFile, part: str, most: int) -> int:
    """Return how many tags a sheet has. Refuses UnreadableWorkbook for more than `most`."""
    return _check_part(archive.read(part), most, "celdas")


def _string_parts(archive: zipfile.ZipFile) -> set[str]:
    """The texts of the cells, whatever their part is called."""
    types = fromstring(archive.read(TYPES))
    return {one.get("PartName", "")[1:] for one in types if one.get("ContentType") == SHARED_STRINGS}


def _check_sheets(archive: zipfile.ZipFile) -> None:
    """Few sheets are listed, each with a part of its own."""
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
    if any("macroEnabled" in (one.get("ContentType") or "") for one in types):
        raise UnreadableWorkbook(f"El archivo es un libro con macros (.xlsm), que el portal no recibe. {SAVE_AS}")
    if any((one.get("ContentType") or "").endswith("template.main+xml") for one in types):
        raise UnreadableWorkbook(f"El archivo es una plantilla de Excel (.xltx). {SAVE_AS}")
    if len({*listed}) < len(listed) or len({*targets}) < len(targets) or books != [f"/{MAIN}"]:
        raise UnreadableWorkbook(DAMAGED)


def _too_much(what: str) -> str:
    return (
        f"El archivo tiene demasiado adentro ({what}) y no se abre. Copie solo lo que hace falta en una planilla nueva."
    )
