"""import_questions and readability: all or nothing, one sentence with file and line, exit status 1."""

import json
from pathlib import Path

import pytest

from core.models import AuditEntry
from tests.command_line import refused, run
from tests.factories.training import AT, make_course
from training.courses.models import CourseFile, CourseVersion

FILES = Path(__file__).parents[2] / "data"
pytestmark = pytest.mark.django_db


def bank(version: CourseVersion, module: int = 0) -> list[str]:
    version.refresh_from_db()
    return [question["code"] for question in version.content["modules"][module]["quiz"]]


def test_questions_join_the_bank_of_the_unpublished_version():
    version = make_course(is_published=False)
    before = version.content_sha256
    said = run("import_questions", "--course", "C90", str(FILES / "gift" / "01-una-respuesta.gift"))
    assert said == "01-una-respuesta.gift: agregado a C90 1.0.0; módulo 1-responder: 2 preguntas.\n"
    assert bank(version) == ["P1", "P2", "P3", "P4", "P5", "Respuesta-de-fondo", "P-2"]
    assert version.content_sha256 != before
    assert version.parsed.modules[0].quiz[-1].code == "P-2"
    assert AuditEntry.of(version).get().data == {"1-responder": 2}


def test_a_published_version_is_followed_by_one_with_its_files():
    version = make_course(is_published=False)
    CourseFile.objects.create(version=version, name="plantilla.docx", sha256="a" * 64, content=b"x")
    CourseVersion.objects.update(published_at=AT)
    run("import_questions", "--course", "C90", str(FILES / "gift" / "05-ordenar.gift"))
    assert bank(version) == ["P1", "P2", "P3", "P4", "P5"]
    new = CourseVersion.objects.get(version="1.0.1")
    assert (new.published_at, new.content["version"]) == (None, "1.0.1")
    assert [file.name for file in new.files.all()] == ["plantilla.docx"]
    assert bank(new)[-1] == "Pasos-de-una-respuesta"


def test_modules_by_option_and_by_category():
    version = make_course(is_published=False)
    run("import_questions", "--course", "C90", "--module", "2-publicar", str(FILES / "gift" / "05-ordenar.gift"))
    assert bank(version, 1) == ["P2", "Pasos-de-una-respuesta"]
    run("import_questions", "--course", "C90", str(FILES / "gift" / "08-categorias.gift"))
    assert bank(version)[-1] == "K1"
    assert bank(version, 1)[-3:] == ["K2", "p3", "p4"]


def test_aiken_comes_in_without_explanations_and_says_so():
    version = make_course(is_published=False)
    said = run("import_questions", "--course", "C90", str(FILES / "aiken" / "buenas.txt"))
    assert "2 preguntas. Escriba antes de publicar 5 explicaciones." in said
    assert len(bank(version)) == 7


def test_gift_may_end_in_txt(tmp_path):
    make_course(is_published=False)
    file = tmp_path / "banco.txt"
    file.write_text("¿Cuál? {=a#x ~b#y}", encoding="utf-8")
    assert "1 pregunta" in run("import_questions", "--course", "C90", str(file))


def test_check_writes_nothing():
    version = make_course()
    said = run("import_questions", "--course", "C90", "--check", str(FILES / "gift" / "01-una-respuesta.gift"))
    assert said == "01-una-respuesta.gift: sin problemas; módulo 1-responder: 2 preguntas.\n"
    assert list(CourseVersion.objects.all()) == [version]


def test_one_bad_question_refuses_the_file():
    version = make_course(is_published=False)
    said = refused("import_questions", "--course", "C90", str(FILES / "gift" / "10-no-se-reciben.gift"))
    assert said.splitlines()[0].startswith("10-no-se-reciben.gift, línea 1: es de emparejar")
    assert bank(version) == ["P1", "P2", "P3", "P4", "P5"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--course", "C99"], "01-una-respuesta.gift, línea 1: No hay ningún curso con el código C99."),
        (["--course", "C90", "--module", "x"], "01-una-respuesta.gift, línea 1: El curso C90 no tiene el módulo «x»"),
    ],
)
def test_no_place(args, said):
    make_course()
    assert said in refused("import_questions", *args, str(FILES / "gift" / "01-una-respuesta.gift"))


def test_the_same_file_twice_is_refused():
    version = make_course(is_published=False)
    args = ["import_questions", "--course", "C90", str(FILES / "gift" / "01-una-respuesta.gift")]
    run(*args)
    assert "ya está en el módulo 1-responder" in refused(*args)
    assert len(bank(version)) == 7


def test_readability(tmp_path):
    file = tmp_path / "texto.md"
    file.write_text("# Hoy\n\nLa alcaldía responde hoy.\n", encoding="utf-8")
    # By hand: 5 words, 2 sentences, 10 syllables: 206.835 - 62.3 * 10/5 - 5/2 = 79.735
    assert json.loads(run("readability", str(file))) == {
        "inflesz": 79.7, "words": 5, "sentences": 2, "words_per_sentence": 2.5,
    }  # fmt: skip


def test_readability_without_words(tmp_path):
    file = tmp_path / "vacio.md"
    file.write_text("---\ntitle: Nada\n---\n\n123\n", encoding="utf-8")
    assert "vacio.md, línea 1: no hay ninguna palabra que medir." in refused("readability", str(file))
