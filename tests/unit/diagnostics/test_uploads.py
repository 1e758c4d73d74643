"""What is received as evidence and what is refused, each with its own sentence."""

import hashlib
import io
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diagnostics.loaders.uploads import FileRefused, judge
from diagnostics.loaders.uploads.judge import clean_name
from diagnostics.loaders.uploads.personal_data import scan
from tests.factories import files

MB = 1024 * 1024
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


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
    ("text called PDF", lambda: b"hola, mundo\n", "acta.pdf", "su nombre dice PDF y por dentro es CSV"),
    ("binary called CSV", lambda: b"a,b\0\x01\x02", "datos.csv", "no es un texto de tablas"),
    ("one column", lambda: b"hola\nmundo\n", "datos.csv", "no es un texto de tablas"),
    ("truncated PDF", lambda: files.pdf()[:-30], "acta.pdf", "le falta el final"),
    ("PDF and ZIP", lambda: files.pdf() + files.zipped({"a.txt": "x"}), "acta.pdf", "otros datos pegados"),
    ("PDF and page", lambda: files.pdf() + b"<html><script>x()</script></html>", "acta.pdf", "otros datos pegados"),
    ("PDF broken inside", lambda: b"%PDF-1.7\n1 0 obj\n<<\n%%EOF", "acta.pdf", "está dañado"),
    ("PDF with script", files.pdf_with_script, "acta.pdf", "se ejecutan solas"),
    ("PDF that launches", files.pdf_that_launches, "acta.pdf", "se ejecutan solas"),
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
    ("macro by its type", lambda: files.zipped({"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                                                "xl/workbook.xml": "<w/>"}), "datos.xlsx", "trae macros"),
    ("macro sheet", lambda: files.with_parts(files.xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "datos.xlsx", "trae macros"),
    ("ActiveX", lambda: files.docx(**{"word/activeX/activeX1.bin": b"x"}), "acta.docx", "trae macros"),
    ("program inside", lambda: files.docx(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "acta.docx", "trae macros"),
    ("ODS with Basic", lambda: files.ods(**{"Basic/Standard/m.xml": b"Sub Main"}), "datos.ods", "trae macros"),
    ("DDE", lambda: files.docx("=DDEAUTO c:\\\\windows DDEAUTO"), "acta.docx", "objetos o plantillas"),
    ("template from afar", lambda: files.docx(**{"word/_rels/settings.xml.rels":
        b'<Relationship Type="http://x/relationships/attachedTemplate" Target="http://mal.example/t" TargetMode="External"/>'}),
     "acta.docx", "objetos o plantillas"),
    ("entities", lambda: files.docx(**{"word/header1.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "acta.docx", "dañado"),
    ("ODS with password", lambda: files.ods(**{"META-INF/manifest.xml": b"<encryption-data/>"}), "datos.ods", "tiene contraseña"),
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


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Informe.pdf", "Informe.pdf"),
        ("inform\u202efdp.exe\n.pdf", "informfdp.exe.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("..", "archivo"),
    ],
)
def test_name_is_only_a_name_to_show(name: str, clean: str):
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C.C. 43.123.456 de Medellín", {"cedula": 1}),
        ("identificada con cédula de ciudadanía No. 1017123456", {"cedula": 1}),
        ("cédula 43123456 y otra vez cedula 43.123.456", {"cedula": 1}),
        ("la señora 1.017.123.456 firmó", {"cedula": 1}),
        ("Presupuesto: $ 1.017.123.456 y $1.020.300.400", {}),
        ("NIT 890.905.211-1, radicado 202630001234, año 2026", {}),
        ("llame al 300 123 45 67 o al +57 3101234567", {"telefono": 2}),
        ("teléfono (604) 385 55 55", {"telefono": 1}),
        ("hay 3.001.234 árboles y 3001234567,5 pesos", {}),
        ("escriba a maria.perez@correo.example", {"correo": 1}),
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
