"""Norms as data: what is loaded, who cites them, and what their public page prints."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.models import InstrumentVersion
from tests.command_line import refused, run, write
from tests.factories.diagnostics import AT, edition, make_version
from tests.factories.training import SINGLE, course_content, make_course
from training.courses.loaders.norms import read_norms
from training.courses.models import Norm
from training.courses.queries.citations import citations

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[3] / "data"
NORM = """\
norms:
- code: ley-1712-2014
  name: Ley 1712 de 2014
  cited_as: [Ley 1712]
  checked_on: 2026-11-01
  status: {status}
  note: De acceso a la información.
  articles: [{{number: "9", certainty: alta}}, {{number: "13", certainty: media}}, {{number: "15-17", certainty: alta}}]
"""


def load(folder: Path, status: str = "vigente", more: str = "") -> str:
    return run("load_norms", write(folder, "norms.yaml", NORM.format(status=status) + more))


def test_the_norms_of_the_release_load_and_the_same_file_changes_nothing():
    assert run("load_norms", "--check") == "norms.yaml: sin problemas.\n"
    assert not Norm.objects.exists()
    first = run("load_norms")
    count = Norm.objects.count()
    assert first.startswith(f"{count} normas: {count} cambiaron.\n")
    assert run("load_norms").startswith(f"{count} normas: no se cambió nada.\n")
    assert AuditEntry.objects.filter(verb="norms.loaded").count() == 1


def test_a_row_that_changes_is_written_alone(tmp_path: Path):
    load(tmp_path)
    other = "- {code: otra, name: Otra norma, checked_on: 2026-11-01, status: vigente}\n"
    assert load(tmp_path, "derogada", other) == "2 normas: 2 cambiaron.\n"
    assert load(tmp_path, "vigente", other) == "2 normas: 1 cambió.\n"
    assert load(tmp_path) == "1 norma: 1 cambió.\n"
    norm = Norm.objects.get()
    assert (norm.checked_on, norm.status, norm.articles.count()) == (date(2026, 11, 1), "vigente", 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("status: vigente", "status: viva"),
            "línea 6: «status» dice «viva»; se esperaba vigente o modificada o derogada.",
        ),
        (("2026-11-01", "noviembre"), "línea 5: «checked_on» debe ser un día, como 2027-02-01, y dice «noviembre»."),
        (('number: "13"', 'number: "9"'), "línea 8: el artículo 9 está dos veces en la norma ley-1712-2014."),
        (("certainty: media", "certainty: baja"), "línea 8: «certainty» dice «baja»; se esperaba alta o media."),
        (("  note:", "  nota:"), "línea 7: no se conoce la clave «nota» en la norma ley-1712-2014."),
    ],
)
def test_a_faulty_norm_is_refused_with_its_line(tmp_path: Path, change: tuple[str, str], said: str):
    text = NORM.format(status="vigente").replace(*change)
    assert refused("load_norms", write(tmp_path, "norms.yaml", text)) == f"norms.yaml, {said}"


def test_two_norms_of_one_name_are_refused(tmp_path: Path):
    text = NORM.format(status="vigente") + "- {code: b, name: ley 1712, checked_on: 2026-11-01, status: vigente}\n"
    assert refused("load_norms", write(tmp_path, "n.yaml", text)) == (
        "n.yaml, línea 9: «ley 1712» nombra también a la norma ley-1712-2014."
    )


def test_every_citation_of_the_instrument_is_a_norm_and_its_certain_articles_are_rows():
    norms = read_norms((DATA / "norms.yaml").read_text(encoding="utf-8"))
    by_name = {name.casefold(): norm for norm in norms.values() for name in (norm.name, *norm.cited_as)}
    cited = [
        ref for file in (DATA / "instruments").glob("*.yaml") for ref in _refs(yaml.safe_load(file.read_text("utf-8")))
    ]
    assert len(cited) > 50
    assert {ref["norm"] for ref in cited if ref["norm"].casefold() not in by_name} == set()


def _refs(node):
    if isinstance(node, dict):
        if "norm" in node and "certainty" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _refs(one)


def cited_course(code: str = "C90", *, text: str = "Nada.", norms: tuple[str, ...] = (), quiz: str = "¿Cuál?", **more):
    content = course_content(code)
    module = content["modules"][0]
    module["lessons"][0] = {**module["lessons"][0], "text": text, "norms": list(norms), "title": "Lo que pide la ley"}
    module["quiz"] = [{**SINGLE, "code": "Q1", "text": quiz}]
    module["recall"] = []
    return make_course(code, modules=[module], **more)


def citing_edition() -> InstrumentVersion:
    document = edition()
    asked = document["dimensions"][0]["indicators"][0]["questions"][0]
    asked["refs"] = [{"norm": "Ley 1712 de 2014", "article": "art. 9", "certainty": "alta"}]
    version = make_version(document)
    instruments.freeze(version=version, at=AT)
    return version


def test_a_norm_lists_the_lessons_quiz_items_and_questions_it_touches(tmp_path: Path):
    load(tmp_path)
    cited_course("C90", norms=("ley-1712-2014",), quiz="Según la **Ley 1712** de 2014, ¿qué se publica?")
    cited_course("C91", text="Lo pide la ley\n1712 de 2014.", is_published=False)
    cited_course("C92", text="La Ley 17123 es otra.")
    used = citing_edition()
    [touched] = citations(drafts_too=True)
    assert [str(one) for one in touched.lessons] == [
        "C90, lección 1-responder/01-fondo", "C91, lección 1-responder/01-fondo",
    ]  # fmt: skip
    assert [str(one) for one in touched.quiz_items] == ["C90, pregunta Q1 de 1-responder"]
    assert {one.edition for one in touched.questions} == {used}
    (public,) = citations()
    assert [one.version.course.code for one in public.lessons] == ["C90"]


def test_a_norm_that_was_repealed_tells_what_to_read_again(tmp_path: Path):
    cited_course("C90", norms=("ley-1712-2014",))
    assert load(tmp_path) == "1 norma: 1 cambió.\n"
    assert load(tmp_path, "derogada") == (
        "1 norma: 1 cambió.\nLey 1712 de 2014, derogada: C90, lección 1-responder/01-fondo.\n"
    )


def test_a_norm_that_is_cited_is_not_dropped(tmp_path: Path):
    other = "- {code: otra, name: Otra norma, checked_on: 2026-11-01, status: vigente}\n"
    load(tmp_path, more=other)
    cited_course("C90", norms=("otra",), is_published=False)
    assert refused("load_norms", write(tmp_path, "n.yaml", NORM.format(status="vigente"))) == (
        "La norma otra falta en el archivo y todavía la citan: C90, lección 1-responder/01-fondo. Déjela, con su estado."
    )


def test_the_public_page_prints_certain_articles_and_where_each_norm_is_cited(client, tmp_path: Path):
    load(tmp_path, "modificada")
    cited_course(
        "C90", norms=("ley-1712-2014",), quiz="Según la Ley 1712, ¿qué se publica?", title="Transparencia útil"
    )
    page = client.get("/normas/").content.decode()
    assert "Ley 1712 de 2014" in page
    assert "Artículos y anexos que se citan: 9, 15 a 17." in page
    assert "13" not in page.partition("<main")[2].partition("Comprobada")[0].partition("que se citan")[2]
    assert "Comprobada el 1 de noviembre de 2026" in page
    assert "Modificada" in page
    assert "lección «Lo que pide la ley»" in page
    assert "pregunta Q1 del módulo «Responder»" in page
    assert "¿qué se publica?" not in page  # the bank of questions is not public


def test_the_public_page_groups_norms_by_rank_and_says_which_changed(client, tmp_path: Path):
    run("load_norms")
    Norm.objects.filter(code="ley-1712-2014").update(status="derogada")
    page = client.get("/normas/").text
    heads = [re.sub(r"<[^>]*>|\s+", " ", one) for one in re.findall(r"<summary><h2>(.*?)</h2>", page)]
    assert [head.split()[0] for head in heads] == [
        "Constitución", "Leyes", "Decretos", "Resoluciones", "Documentos", "Guías,",
    ]  # fmt: skip
    changed = Norm.objects.filter(name__startswith="Ley ").exclude(status="vigente").count()
    assert f"{changed} cambiaron" in " ".join(heads[1].split())
    assert page.count('<h3 class="h-s">') == Norm.objects.count(), "each stands in one group"


def test_the_public_page_without_norms_says_so(client):
    assert "Todavía no hay normas cargadas" in client.get("/normas/").content.decode()


def test_the_page_reads_the_same_few_times_however_much_cites(client, tmp_path: Path):
    run("load_norms")
    citing_edition()
    for number in range(8):
        cited_course(f"C{number}", norms=("ley-1712-2014",), text=f"Lección {number} de la Ley 1757 de 2015.")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/normas/").status_code == 200
    assert len(queries) <= 8
