"""What is received as evidence and what is refused, each with its own sentence."""

import hashlib
import io
import random
import socket
import struct
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypdf.generic import ArrayObject, NameObject, NumberObject

from files.loaders.uploads import FileRefused, archives, judge, pdf
from files.loaders.uploads.budget import Budget
from files.loaders.uploads.judge import clean_name
from files.loaders.uploads.office_text import Words
from tests.factories import files

MB = 1024 * 1024
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


NUMBERS = ArrayObject([NumberObject(1)] * 200)
ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
DDE = 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"'
LINK = '<x:externalLink xmlns:x="x"><x:ddeLink ddeService="cmd" ddeTopic="/C calc"/></x:externalLink>'


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(*parts: str) -> str:
    return "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in parts)


def broken(document: bytes) -> bytes:
    """A document whose packed bytes are wrong in one place."""
    place = document.index(b"word/document.xml") + 40
    return document[:place] + b"\xff\xff\xff" + document[place + 3 :]


def judged(data: bytes, name: str, **more):
    return judge(data, name, most_bytes=20 * MB, **more)


@pytest.mark.parametrize(
    ("make", "name", "kind"),
    [
        (files.pdf, "Informe PQRSD.pdf", "application/pdf"),
        (files.png, "foto.PNG", "image/png"),
        (lambda: files.JPEG, "foto.jpeg", "image/jpeg"),
        (lambda: files.JPEG + b"\0\0", "foto.jpg", "image/jpeg"),
        (files.xlsx, "datos.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (files.docx, "acta.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (lambda: files.docx(**{"word/embeddings/tabla.xlsx": files.xlsx()}), "acta.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (files.ods, "datos.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        # LibreOffice keeps an empty part, and may write UTF-16.
        (lambda: files.ods(**{"Configurations2/accelerator/current.xml": b"", "meta.xml": files.xml_of("<meta/>", "utf-16")}),
         "datos.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        (lambda: files.docx("Cuidado con DDEAUTO y los campos DDE", **{
            "word/_rels/document.xml.rels": files.relationship("hyperlink", "https://www.ejemplo.gov.co/").encode(),
            "word/fonts/font1.odttf": b"<q\xff\x00\x13", "word/media/mapa.svg": b"<!DOCTYPE svg PUBLIC 'x' 'y'><svg/>",
            "customXml/item1.xml": files.xml_of("<datos/>", "utf-16")}),
         "acta.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (lambda: files.docx_of(field("begin") + instruction(" D", "ATE ", "DEL ", "E") + field("end")), "acta.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (lambda: "municipio;valor\nAquí;3\n".encode("latin-1"), "datos.csv", "text/csv"),
        (lambda: "\ufeffmunicipio,valor\nAquí,3\n".encode(), "datos.csv", "text/csv"),
    ],
)  # fmt: skip
def test_good_file_is_received_by_what_it_is(make: Callable[[], bytes], name: str, kind: str):
    data = make()
    kept = judged(data, name)
    assert (kept.media_type, kept.name, kept.sha256) == (kind, name, hashlib.sha256(data).hexdigest())
    assert kept.personal_data == {}


HOSTILE: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty", lambda: b"", "nada.pdf", "está vacío"),
    ("21 MB", lambda: files.pdf() + b"\n" * (21 * MB), "grande.pdf", "pesa más de 20 MB"),
    ("no ending", files.pdf, "informe", "se reciben PDF, XLSX, CSV, DOCX, ODS, PNG o JPEG"),
    ("program", lambda: b"MZ\x90\0" + b"\0" * 99, "informe.exe", "es un programa"),
    ("program called PDF", lambda: b"MZ\x90\0" + b"\0" * 99, "informe.pdf", "es un programa"),
    ("old Office", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 99, "datos.xls", "versión antigua de Office"),
    ("SVG with script", lambda: b"<svg xmlns='x'><script>alert(1)</script></svg>", "mapa.svg", "que puede llevar programas"),
    ("SVG called PNG", lambda: b"<?xml version='1.0'?><svg onload='x()'/>", "mapa.png", "que puede llevar programas"),
    ("HTML called PDF", lambda: b"<!DOCTYPE html><script>1</script>", "acta.pdf", "página o un dibujo"),
    ("HTML called CSV", lambda: b"a,b\n<script>alert(1)</script>\n", "datos.csv", "es una página"),
    ("PDF called PNG", files.pdf, "foto.png", "su nombre dice PNG y por dentro es PDF"),
    ("sheet called DOCX", files.xlsx, "acta.docx", "su nombre dice DOCX y por dentro es XLSX"),
    ("text called PDF", lambda: b"hola, mundo\n", "acta.pdf", "su nombre dice PDF y por dentro no lo es; ábralo y guárdelo"),
    ("noise called PNG", lambda: b"\1\2\3\0", "foto.png", "su nombre dice PNG y por dentro no lo es; ábralo y guárdelo"),
    ("noise called XLSX", lambda: b"\1\2\3\0", "datos.xlsx", "su nombre dice XLSX y por dentro no lo es"),
    ("binary called CSV", lambda: b"a,b\0\x01\x02", "datos.csv", "no es un texto de tablas"),
    ("one column", lambda: b"hola\nmundo\n", "datos.csv", "no es un texto de tablas"),
    ("truncated PDF", lambda: files.pdf()[:-30], "acta.pdf", "le falta el final"),
    ("PDF and ZIP", lambda: files.pdf() + files.zipped({"a.txt": "x"}), "acta.pdf", "otros datos pegados"),
    ("PDF and page", lambda: files.pdf() + b"<html><script>x()</script></html>", "acta.pdf", "otros datos pegados"),
    ("PDF broken inside", lambda: b"%PDF-1.7\n1 0 obj\n<<\n%%EOF", "acta.pdf", "está dañado"),
    ("PDF with script", files.pdf_with_script, "acta.pdf", "se ejecutan solas"),
    ("PDF that launches", files.pdf_that_launches, "acta.pdf", "se ejecutan solas"),
    ("PDF that launches by reference", files.pdf_that_launches_by_reference, "acta.pdf", "se ejecutan solas"),
    ("PDF with a script above", files.pdf_with_script_above, "acta.pdf", "se ejecutan solas"),
    ("PDF with a second generation", lambda: files.raw_pdf({
        (1, 0): b"<</Type/Catalog/Pages 2 0 R/A 4 0 R/B 4 1 R>>", (2, 0): b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (3, 0): b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", (4, 1): b"<</A 1>>", (4, 0): b"<</S/Launch/F(calc.exe)>>"}),
     "acta.pdf", "se ejecutan solas"),
    ("PDF with a file", files.pdf_with_attachment, "acta.pdf", "otros archivos adjuntos"),
    ("PDF with password", files.pdf_with_password, "acta.pdf", "tiene contraseña"),
    ("image and ZIP", lambda: files.png() + files.zipped({"a.jar": "x"}), "foto.png", "datos pegados al final"),
    ("image and page", lambda: files.JPEG + b"<script>x()</script>", "foto.jpg", "datos pegados al final"),
    ("image with PHP", lambda: files.png().replace(b"IDAT", b"IDAT<?php"), "foto.png", "incompleta o dañada"),
    ("half an image", lambda: files.png()[:40], "foto.png", "incompleta o dañada"),
    ("half a photo", lambda: files.JPEG[:-2], "foto.jpg", "incompleta o dañada"),
    ("endless image", lambda: files.png(60_000, 60_000), "foto.png", "demasiados puntos"),
    ("GIF", lambda: b"GIF89a" + b"\0" * 40, "foto.gif", "imagen GIF"),
    ("plain ZIP", lambda: files.zipped({"a.txt": "x"}), "todo.zip", "su nombre termina en «zip»"),
    ("ZIP called XLSX", lambda: files.zipped({"a.txt": "x"}), "datos.xlsx", "archivo comprimido"),
    ("RAR called PDF", lambda: b"Rar!\x1a\x07\x00" + b"\0" * 20, "acta.pdf", "archivo comprimido"),
    ("GIFAR", lambda: b"GIF89a" + files.xlsx(), "datos.xlsx", "imagen GIF"),
    ("data before a sheet", lambda: b"PK\x03\x04basura" + files.xlsx(), "datos.xlsx", "dañado|pegados"),
    ("data after a sheet", lambda: files.xlsx() + b"<script>", "datos.xlsx", "pegados al comienzo o al final|dañado"),
    ("bomb", files.bomb, "datos.xlsx", "ocupa demasiado"),
    ("lying bomb", files.lying_bomb, "datos.xlsx", "dañado|ocupa demasiado"),
    ("many parts", lambda: files.with_parts(files.xlsx(), {f"x/{n}": b"" for n in range(2100)}), "datos.xlsx", "ocupa demasiado"),
    ("macro", lambda: files.with_parts(files.xlsx(), {"xl/vbaProject.bin": b"\xd0\xcf"}), "datos.xlsx", "trae macros"),
    ("macro by its type", lambda: files.zipped({"[Content_Types].xml": files.xml_of(
        '<Types><Default Extension="xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>', "utf-16"),
        "xl/workbook.xml": "<w/>"}), "datos.xlsx", "trae macros"),
    ("macro sheet", lambda: files.with_parts(files.xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "datos.xlsx", "trae macros"),
    ("ActiveX", lambda: files.docx(**{"word/activeX/activeX1.bin": b"x"}), "acta.docx", "trae macros"),
    ("program inside", lambda: files.docx(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "acta.docx", "trae macros"),
    ("RTF inside", lambda: files.docx(**{"word/a.rtf": rb"{\rtf1 {\field{\*\fldinst DDE x}}}"}), "acta.docx", "trae macros"),
    ("ODS with Basic", lambda: files.ods(**{"Basic/Standard/m.xml": b"Sub Main"}), "datos.ods", "trae macros"),
    ("DDE", lambda: files.docx_of(field("begin") + instruction(DDE) + field("end")), "acta.docx", "objetos o plantillas"),
    ("DDE, not automatic", lambda: files.docx_of(instruction(" dde excel x")), "acta.docx", "objetos o plantillas"),
    ("DDE in UTF-16", lambda: files.docx_of(instruction(DDE), encoding="utf-16"), "acta.docx", "objetos o plantillas"),
    ("DDE in pieces", lambda: files.docx_of(instruction("D", "DEA", "UTO x")), "acta.docx", "objetos o plantillas"),
    ("DDE around a field", lambda: files.docx_of(
        field("begin") + instruction("DD") + field("begin") + instruction("PAGE") + field("end") + instruction("E x")
        + field("end")), "acta.docx", "objetos o plantillas"),
    ("DDE among what Word skips", lambda: files.docx_of(
        "<w:delInstrText>x</w:delInstrText>"
        + instruction("D<a:instrText>z</a:instrText>D") + "<a:fldChar a:fldCharType='begin'/>"
        + instruction("EAUTO")),
     "acta.docx", "objetos o plantillas"),
    ("DDE as an entity", lambda: files.docx_of(instruction("&#68;DEAUTO x")), "acta.docx", "objetos o plantillas"),
    ("DDE as a simple field", lambda: files.docx_of(f"<w:fldSimple w:instr=' {DDE}'/>".replace('"', "")), "acta.docx",
     "objetos o plantillas"),
    ("DDE in a sheet", lambda: files.with_parts(files.xlsx(), {"xl/externalLinks/externalLink1.xml": LINK}), "datos.xlsx",
     "objetos o plantillas"),
    ("DDE under another ending", lambda: files.with_parts(files.xlsx(), {"xl/link.dat": files.xml_of(LINK, "utf-16")}),
     "datos.xlsx", "objetos o plantillas"),
    ("DDE in an ODS", lambda: files.ods(**{"Object 1/content.xml": b"<o><office:dde-source/></o>"}), "datos.ods",
     "objetos o plantillas"),
    *[(f"template from afar, {how}", lambda data=data, part=part: files.docx(**{part: data}), "acta.docx", "objetos o plantillas")
      for how, part, data in [
          ("plainly", "word/_rels/settings.xml.rels", files.relationship("attachedTemplate").encode()),
          ("single quotes", "word/_rels/settings.xml.rels", files.relationship("attachedTemplate", quote="'").encode()),
          ("blanks", "word/_rels/settings.xml.rels", files.relationship("attachedTemplate", equals=" = ").encode()),
          ("UTF-16", "word/_rels/settings.xml.rels", files.xml_of(files.relationship("attachedTemplate"), "utf-16")),
          ("capitals", "word/_rels/settings.xml.RELS", files.relationship("attachedTemplate").encode()),
          ("behind another", "word/_rels/settings.xml.rels", files.relationship("attachedTemplate").replace(
              "<Relationship ", '<Relationship a:Type="x" a:TargetMode="Internal" ').encode()),
          ("entities", "word/_rels/settings.xml.rels", files.relationship("attached&#84;emplate").encode()),
      ]],
    ("entities in UTF-16", lambda: files.docx(**{"word/header1.xml": ENTITY.encode("utf-16")}), "acta.docx", "dañado"),
    ("entities in a drawing", lambda: files.docx(**{"word/media/a.svg": ENTITY.encode()}), "acta.docx", "dibujo SVG"),
    ("strange encoding", lambda: files.docx(**{"word/a.bin": b'<?xml version="1.0" encoding="utf-7"?><a/>'}), "acta.docx",
     "dañado"),
    ("XML in UTF-32", lambda: files.docx(**{"word/a.bin": "<a/>".encode("utf-32")}), "acta.docx", "dañado"),
    ("XML that is none", lambda: files.docx_of("<" * 160_000), "acta.docx", "dañado"),
    ("too deep", lambda: files.docx_of("<a>" * 600 + "</a>" * 600), "acta.docx", "dañado"),
    ("endless tag", lambda: files.docx_of("<a " + "b " * 2_000_000 + "/>"), "acta.docx", "dañado"),
    ("too many names", lambda: files.docx_of("".join(f"<a{n}/>" for n in range(6000))), "acta.docx", "dañado"),
    ("too many attributes", lambda: files.docx_of("<a b" + "='' b".join(map(str, range(1500))) + "=''/>"), "acta.docx",
     "dañado"),
    ("broken packing", lambda: broken(files.docx("x" * 999)), "acta.docx", "dañado"),
    ("odd packing", lambda: files.zipped({"[Content_Types].xml": files.DOCX_TYPES, "word/document.xml": "<w/>"}, method=14),
     "acta.docx", "dañado"),
    ("entities", lambda: files.docx(**{"word/header1.xml": ENTITY.encode()}), "acta.docx", "dañado"),
    ("ODS with password", lambda: files.ods(**{"META-INF/manifest.xml": b"<m><encryption-data/></m>", "styles.xml": b"\x13\x99"}),
     "datos.ods", "tiene contraseña"),
    ("nested archives", lambda: files.docx(**{"word/embeddings/a.xlsx": files.with_parts(files.xlsx(), {"b": files.xlsx()})}),
     "acta.docx", "comprimidos dentro de otros"),
    ("way out of the folder", lambda: files.with_parts(files.xlsx(), {"../../etc/cron": b"x"}), "datos.xlsx", "dañado"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "name", "sentence"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_hostile_file_is_refused_in_words(make: Callable[[], bytes], name: str, sentence: str):
    with pytest.raises(FileRefused, match=sentence) as refused:
        judged(make(), name)
    assert refused.value.message.startswith("No se recibió el archivo: ")
    assert refused.value.message.endswith(".")


def embedded(inner: bytes, count: int) -> bytes:
    return files.docx(**{f"word/embeddings/{number}.xlsx": inner for number in range(count)})


def test_limits_hold_for_all_archives_of_an_upload_together():
    inner = files.with_parts(files.xlsx(), files.filling(60))
    assert judged(embedded(inner, 1), "acta.docx")
    with pytest.raises(FileRefused, match="ocupa demasiado"):
        judged(embedded(inner, 3), "acta.docx")
    many = files.with_parts(files.xlsx(), {f"x/{number}": b"" for number in range(900)})
    assert judged(embedded(many, 1), "acta.docx")
    with pytest.raises(FileRefused, match="ocupa demasiado"):
        judged(embedded(many, 3), "acta.docx")


def test_letter_may_carry_twenty_sheets_and_no_more():
    assert judged(embedded(files.xlsx(), 20), "acta.docx")
    with pytest.raises(FileRefused, match="más de 20 archivos comprimidos"):
        judged(embedded(files.xlsx(), 21), "acta.docx")


def test_parts_are_read_one_by_one_and_none_is_kept():
    parts = {f"xl/media/{number}.png": bytes([number]) * 4_000_000 for number in range(1, 5)}
    data = files.with_parts(files.xlsx(), parts | {"xl/noise.bin": random.Random(2).randbytes(100_000)})
    tracemalloc.start()
    judged(data, "datos.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


def test_cells_are_counted_while_they_are_read():
    assert judged(files.docx_of("<w:p/>" * 900), "acta.docx", budget=Budget(elements=1000))
    with pytest.raises(FileRefused, match="demasiadas celdas"):
        judged(files.docx_of("<w:p/>" * 1100), "acta.docx", budget=Budget(elements=1000))


def test_pdf_of_very_many_values_is_refused_before_all_are_made(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_VALUES", 100)
    with pytest.raises(FileRefused, match="demasiadas piezas"):
        judged(files.pdf_with(lambda writer: writer.root_object.update({NameObject("/A"): NUMBERS})), "acta.pdf")


def test_text_that_is_kept_of_a_document_ends_at_its_limit():
    words = Words(1000)
    archives.read_archive(files.docx("Acta de la reunión " * 500), words, Budget())
    assert 900 < len(str(words)) <= 1000


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Informe.pdf", "Informe.pdf"),
        ("inform\u202efdp.exe\n.pdf", "informfdp.exe.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("ac\u2060ta\ufeff.pdf", "acta.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("..", "archivo"),
    ],
)
def test_name_is_only_a_name_to_show(name: str, clean: str):
    assert clean_name(name) == clean


@contextmanager
def daemon(path: Path, answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A server that speaks clamd's INSTREAM."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen()

    def serve() -> None:
        with listener.accept()[0] as client:
            stream = client.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            received = b""
            while length := struct.unpack("!L", stream.read(4))[0]:
                received += stream.read(length)
            client.sendall(answer(received))
            stream.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield str(path)
    thread.join(5)
    listener.close()


def test_antivirus_is_asked_for_every_byte_and_obeyed(tmp_path):
    def verdict(received: bytes) -> bytes:
        return b"stream: Eicar-Signature FOUND\0" if EICAR in received else b"stream: OK\0"

    clean = "a,b\n" + "1,2\n" * 60_000
    with daemon(tmp_path / "one", verdict) as address:
        assert judged(clean.encode(), "datos.csv", antivirus_at=address).media_type == "text/csv"
    with daemon(tmp_path / "two", verdict) as address, pytest.raises(FileRefused, match="infectado"):
        judged(clean.encode() + EICAR + b",x\n", "datos.csv", antivirus_at=address)


def test_antivirus_that_is_set_and_away_lets_nothing_pass(tmp_path):
    with pytest.raises(FileRefused, match="el antivirus no responde"):
        judged(files.pdf(), "acta.pdf", antivirus_at=str(tmp_path / "nobody"))


def test_bytes_are_read_once_and_kept_as_they_came():
    data = files.xlsx()
    assert judged(io.BytesIO(data).read(), "datos.xlsx").data == data
