"""The course on paper: a tagged PDF and one HTML file that needs nothing else, without the answers of quizzes."""

import io
import random
import re
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from accounts.permissions import Role
from tests.command_line import run
from tests.factories.accounts import make_member
from tests.factories.training import AT, course_content, make_course
from training.courses.models import CourseFile, CourseVersion, Norm, NormArticle
from training.learning.exports.paper import LARGEST_HTML

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "data"
TEXT = """# Uno

Texto con **fuerza**, *énfasis*, `código` y [un sitio](https://sitio.example/).

### Salta dos niveles

1. Primero

   - adentro
2. Segundo

| Estado | Qué dice |
|---|---|
| Incorporado | Dónde quedó |

> Una cita.

```
una línea
```

![Un mapa](mapa.png)

[Otra lección](02-claro.md) <script>alert(1)</script> 🦓
"""


def picture(width: int = 20, *, noise: bool = False) -> bytes:
    """A PNG of one colour, or of noise, which does not compress."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (random.Random(row).randbytes(width) if noise else b"\x70" * width for row in range(width))
    head = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + line for line in lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def published_with(image: bytes):
    norm = Norm.objects.create(code="ley-1757", name="Ley 1757 de 2015", checked_on="2027-04-12", status="vigente")
    NormArticle.objects.create(norm=norm, number="48", certainty="alta")
    NormArticle.objects.create(norm=norm, number="61", certainty="media")
    modules = course_content()["modules"]
    modules[0]["lessons"][0] |= {
        "text": TEXT, "norms": ["ley-1757"], "video": "https://video.example/1",
        "transcript": "Lo que se dice. Ley 1757 de 2015, artículo 48.",
    }  # fmt: skip
    made = make_course("C90", modules=modules, files=["1-responder/mapa.png"], is_published=False)
    CourseFile.objects.create(version=made, name="1-responder/mapa.png", sha256="x", content=image)
    type(made).objects.filter(pk=made.pk).update(published_at=AT)
    return made


@pytest.fixture
def version():
    return published_with(picture())


def pdf_text(raw: bytes) -> tuple[PdfReader, str]:
    read = PdfReader(io.BytesIO(raw))
    return read, " ".join("\n".join(page.extract_text() for page in read.pages).split())


def test_the_pdf_is_tagged_in_spanish_and_has_the_whole_course(client, version):
    answer = client.get("/cursos/C90/1.0.0/curso.pdf")
    assert answer["Content-Type"] == "application/pdf"
    read, text = pdf_text(answer.content)
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "es-CO"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    for said in (
        "Responder bien", "Módulo 1: Responder", "Escribir claro", "Texto con fuerza, énfasis, código y un sitio.",
        "Incorporado", "Una cita.", "una línea", "Lo que se dice.", "Ley 1757 de 2015, artículo 48. Vigente, comprobada",
        "¿Cuál respuesta sirve?", "Una respuesta escrita de nuevo", "Sobresale", "Borrador: sin revisión",
    ):  # fmt: skip
        assert said in text, said
    assert "61" not in text
    drawn = [one.get_object() for page in read.pages for one in page["/Resources"].get("/XObject", {}).values()]
    assert [one["/Subtype"] for one in drawn] == ["/Image"]
    assert "[Imagen" not in text


class Parts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.sources, self.ids, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.sources += [found[name] for name in ("src", "poster", "srcset") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []


def test_the_html_needs_nothing_else(client, version, settings):
    settings.SITE_URL = "https://portal.example"
    answer = client.get("/cursos/C90/1.0.0/curso.html")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    parts = Parts()
    parts.feed(answer.content.decode())
    assert not {"script", "link", "iframe", "object"} & set(parts.tags)
    assert parts.sources
    assert all(source.startswith("data:image/png;base64,") for source in parts.sources)
    inside = [link[1:] for link in parts.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(parts.ids)
    assert all(link.startswith(("#", "https://")) for link in parts.links)
    assert len(set(parts.ids)) == len(parts.ids)
    assert "url(" not in answer.content.decode()


def test_the_html_leads_to_the_portal_by_its_whole_address(client, settings):
    settings.SITE_URL = "https://portal.example"
    modules = course_content()["modules"]
    text = "Lea [las normas](/normas/), llene [la hoja](hoja.odt) y mire ![el mapa](mapa.png)."
    modules[0] |= {"text": text, "task": modules[0]["task"] | {"text": text, "template": "1-responder/carta.docx"}}
    modules[0]["lessons"][0]["text"] = text
    files = [f"1-responder/{name}" for name in ("carta.docx", "hoja.odt", "mapa.png")]
    make_course("C95", modules=modules, files=files, text="En [inicio](/).")
    page = client.get("/cursos/C95/1.0.0/curso.html").text
    parts = Parts()
    parts.feed(page)
    assert all(link.startswith(("#", "https://portal.example/")) for link in parts.links)
    for path, times in (
        ("normas/", 3),
        ("", 1),
        ("cursos/C95/", 1),
        ("cursos/C95/1.0.0/archivos/1-responder/hoja.odt", 3),
    ):
        assert parts.links.count(f"https://portal.example/{path}") == times, path
    template = "https://portal.example/cursos/C95/1.0.0/archivos/1-responder/carta.docx"
    assert f'La plantilla se descarga en <a href="{template}">{template}</a>' in page
    assert not parts.sources, "a picture that the file does not carry is its description"


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_questions_come_without_answers(client, version, ending):
    raw = client.get(f"/cursos/C90/1.0.0/curso.{ending}").content
    text = pdf_text(raw)[1] if ending == "pdf" else raw.decode()
    assert "Ordene los pasos." in text
    for hidden in ("Dice qué, dónde y cuándo.", "No dice cuándo.", "Sirve la que se usa.", "Siete."):
        assert hidden not in text
    steps = re.findall(r"Leer|Escribir(?! claro)|Publicar(?! antes)", text[text.index("Ordene los pasos.") :])[:3]
    assert sorted(steps) == ["Escribir", "Leer", "Publicar"]
    assert steps != ["Leer", "Escribir", "Publicar"]


def test_a_file_is_at_most_a_megabyte_the_largest_pictures_become_words(client):
    large = picture(1250, noise=True)
    assert len(large) > LARGEST_HTML
    published_with(large)
    raw = client.get("/cursos/C90/1.0.0/curso.html").content
    assert len(raw) <= LARGEST_HTML
    assert b"<img" not in raw
    assert b"Un mapa" in raw


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_before_publication_only_who_writes_courses_has_it(client, ending):
    make_course("C91", is_published=False)
    url = f"/cursos/C91/1.0.0/curso.{ending}"
    assert client.get(url).status_code == 404
    client.force_login(make_member(Role.REVIEWER))
    assert client.get(url).status_code == 404
    client.force_login(make_member(Role.INSTRUCTOR))
    answer = client.get(url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert client.get(f"/cursos/C91/2.0.0/curso.{ending}").status_code == 404


def test_it_is_made_anew_when_a_norm_or_its_review_changes(client, version):
    url = "/cursos/C90/1.0.0/curso.html"
    assert "Vigente" in client.get(url).content.decode()
    Norm.objects.update(status="derogada")
    type(version).objects.update(reviewed_by="Ana Ruiz", reviewed_on="2027-05-01")
    page = client.get(url).content.decode()
    assert "Derogada" in page
    assert "Borrador" not in page


def test_every_course_of_the_release_goes_on_paper(client):
    run("load_norms", str(DATA / "norms.yaml"))
    for page in sorted((DATA / "courses").glob("*/course.md")):
        run("load_course", str(page.parent))
    CourseVersion.objects.filter(published_at=None).update(published_at=AT)
    made = list(CourseVersion.objects.select_related("course"))
    assert len(made) > 10
    for version in made:
        page = client.get(f"/cursos/{version.course.code}/{version.version}/curso.html").content
        assert len(page) <= LARGEST_HTML, version
        read, text = pdf_text(client.get(f"/cursos/{version.course.code}/{version.version}/curso.pdf").content)
        assert " ".join(version.title.split()[:2]) in text
        assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
