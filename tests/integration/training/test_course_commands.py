"""Courses by command: what is stored, what is refused in sentences, and that a folder comes back as it was."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, transaction

from core.models import AuditEntry
from tests.command_line import refused, run, write
from tests.factories.course_folders import COURSE, LESSON, SECOND, course_files, write_course
from tests.factories.training import make_course
from training.courses.models import Course, CourseFile, CourseVersion, Norm, Route

pytestmark = pytest.mark.django_db
FONDO, CLARO = "1-responder/01-fondo.md", "1-responder/02-claro.md"
DATA = Path(__file__).resolve().parents[3] / "data"


def folder_of(path: Path, texts: dict[str, str | None] | None = None) -> str:
    return write_course(path, course_files(texts or {}))


def test_a_course_is_loaded_with_its_files_and_the_same_folder_changes_nothing(tmp_path: Path):
    folder = folder_of(tmp_path / "curso")
    assert run("load_course", folder, "--check") == "curso: sin problemas.\n"
    assert not Course.objects.exists()
    assert not Norm.objects.exists()
    assert run("load_course", folder) == "Curso C90 1.0.0: cargada. 1 módulo, 2 lecciones, 2 preguntas.\n"
    version = CourseVersion.objects.get()
    assert (version.title, version.hours, version.published_at) == ("Responder bien", 1, None)
    assert {file.name: bytes(file.content) for file in version.files.all()} == course_files()
    assert Norm.objects.filter(code="ley-1712-2014", articles__number="9").exists()
    assert "ya estaba igual; no se cambió nada" in run("load_course", folder)
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="course.")] == ["course.loaded"]


def test_a_version_changes_until_it_is_published_and_then_never(tmp_path: Path):
    folder = folder_of(tmp_path / "a")
    run("load_course", folder)
    changed = folder_of(tmp_path / "b", {CLARO: SECOND.replace("Frases", "Oraciones")})
    assert "Curso C90 1.0.0: cambiada." in run("load_course", changed)
    assert run("load_course", changed, "--publish").endswith("Quedó publicada: ya no cambia.\n")
    assert CourseVersion.objects.get().published_at
    assert run("load_course", changed, "--publish") == (
        "Curso C90 1.0.0: ya estaba igual; no se cambió nada. 1 módulo, 2 lecciones, 2 preguntas.\n"
    )
    assert refused("load_course", folder) == (
        "La versión 1.0.0 de C90 ya está publicada y no cambia. Cargue este contenido con otro número de versión."
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        CourseFile.objects.update(sha256="0" * 64)


def test_a_comment_changes_the_folder_of_a_draft_and_nothing_of_a_published_version(tmp_path: Path):
    run("load_course", folder_of(tmp_path / "a"))
    commented = folder_of(tmp_path / "b", {"course.md": COURSE.replace("hours: 1", "hours: 1  # una")})
    assert "cambiada" in run("load_course", commented, "--publish")
    assert "ya estaba igual" in run("load_course", folder_of(tmp_path / "c"))


def test_an_older_version_is_not_published_over_a_newer_one(tmp_path: Path):
    for number in ("1.9.0", "1.10.0"):
        run("load_course", folder_of(tmp_path / number, {"course.md": COURSE.replace("1.0.0", number)}), "--publish")
    old = folder_of(tmp_path / "old", {"course.md": COURSE.replace("1.0.0", "1.2.0")})
    assert refused("load_course", old, "--publish") == (
        "De C90 ya está publicada la versión 1.10.0; la 1.2.0 no es más nueva."
    )
    assert CourseVersion.objects.current().get().version == "1.10.0"


def test_every_fault_of_a_folder_is_one_line_and_nothing_is_written(tmp_path: Path):
    folder = folder_of(
        tmp_path / "curso",
        {
            CLARO: SECOND.replace("[las normas](https://www.example.org/norma?x=1)", "[esto](no.pdf)"),
            FONDO: LESSON + "<b>\n",
        },
    )
    for flag in ([], ["--check"]):
        assert refused("load_course", folder, *flag).split("\n") == [
            f"{FONDO}, línea 14: no se admite HTML, y dice «<b>»; si es un ejemplo, escríbalo como código.",
            f"{CLARO}, línea 7: el enlace «no.pdf» está roto: no hay ese archivo en la carpeta del curso.",
        ]


def test_a_folder_that_does_not_exist_is_one_sentence(tmp_path: Path):
    assert refused("load_course", str(tmp_path / "nada")) == f"No existe la carpeta {tmp_path / 'nada'}."


def test_codes_that_only_capitals_tell_apart_are_refused(tmp_path: Path):
    run("load_course", folder_of(tmp_path / "a"))
    other = folder_of(tmp_path / "b", {"course.md": COURSE.replace("C90", "c90")})
    assert refused("load_course", other) == "Ya existe el curso C90: «c90» solo se diferencia por las mayúsculas."


def test_a_course_comes_back_as_the_folder_it_was(tmp_path: Path):
    run("load_course", folder_of(tmp_path / "a"), "--publish")
    run("load_course", folder_of(tmp_path / "b", {"course.md": COURSE.replace("1.0.0", "1.1.0")}))
    out = tmp_path / "fuera" / "curso"
    assert run("export_course", "C90", str(out)) == f"Curso C90 1.0.0: {len(course_files())} archivos en {out}.\n"
    assert {
        file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()
    } == course_files()
    assert "ya estaba igual" in run("load_course", str(out))
    newer = tmp_path / "nueva"
    newer.mkdir()
    run("export_course", "C90", str(newer), "--version", "1.1.0")
    assert "version: 1.1.0" in (newer / "course.md").read_text(encoding="utf-8")


def test_questions_that_were_added_since_come_back_too(tmp_path: Path):
    run("load_course", folder_of(tmp_path / "a"), "--publish")
    more = write(tmp_path, "mas.gift", "::P9:: ¿Y después? {\n=Se publica#Así sirve a otros.\n~Se guarda#No.\n}\n")
    run("import_questions", "--course", "C90", more)
    out = tmp_path / "b"
    assert "Curso C90 1.0.1" in run("export_course", "C90", str(out), "--version", "1.0.1")
    assert (out / "1-responder/recall.gift").read_bytes() == course_files()["1-responder/recall.gift"]
    assert "Curso C90 1.0.1: ya estaba igual; no se cambió nada. 1 módulo, 2 lecciones, 3 preguntas." in run(
        "load_course", str(out), "--publish"
    )


def test_an_export_refuses_what_is_not_there_and_never_writes_over_something(tmp_path: Path):
    assert refused("export_course", "C90", str(tmp_path / "x")) == "No existe el curso C90."
    make_course("C91")
    assert refused("export_course", "C91", str(tmp_path / "x")) == (
        "La versión C91 1.0.0 no guarda su carpeta: no se cargó de una."
    )
    run("load_course", folder_of(tmp_path / "a"))
    assert (
        refused("export_course", "C90", str(tmp_path / "x"), "--version", "9.0")
        == "No existe el curso C90 en su versión 9.0."
    )
    assert "no está vacía" in refused("export_course", "C90", str(tmp_path / "a"))
    assert not (tmp_path / "x").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_routes_of_the_release_load_and_the_same_file_changes_nothing(tmp_path: Path):
    assert run("load_routes", "--check") == "routes.yaml: sin problemas.\n"
    assert run("load_routes") == "3 rutas: 3 cambiaron.\n"
    assert run("load_routes") == "3 rutas: no se cambió nada.\n"
    assert Route.objects.get(code="facilitacion").courses == ["C01", "C05", "C06"]
    fewer = write(tmp_path, "r.yaml", "routes:\n- {code: directivos, title: Directivos, courses: [C01]}\n")
    assert run("load_routes", fewer) == "1 ruta: 3 cambiaron.\n"
    assert Route.objects.get().courses == ["C01"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes:\n- {code: a, title: A, courses: []}", "r.yaml, línea 2: «courses» está vacío en la ruta a."),
        ("routes:\n- {code: a, title: A, courses: [C01, C01]}", "r.yaml, línea 2: «C01» está dos veces en la ruta a."),
        (
            "routes:\n- {code: a, title: A, courses: [el uno]}",
            "r.yaml, línea 2: «el uno» no es el código de un curso en la ruta a.",
        ),
        (
            "routes:\n- {code: a, title: A, courses: [C01], x: 1}",
            "r.yaml, línea 2: no se conoce la clave «x» en la ruta a.",
        ),
    ],
)
def test_a_faulty_route_is_refused_with_its_line(tmp_path: Path, text: str, said: str):
    assert refused("load_routes", write(tmp_path, "r.yaml", text)) == said


def test_every_course_of_the_release_loads():
    for folder in sorted((DATA / "courses").glob("*/course.md")):
        assert "sin problemas" in run("load_course", str(folder.parent), "--check")


def test_exit_status_is_one(tmp_path: Path):
    with pytest.raises(CommandError) as refusal:
        run("load_course", str(tmp_path))
    assert refusal.value.returncode == 1
    assert str(refusal.value) == "course.md, línea 1: falta este archivo, que dice qué curso es."


def test_the_content_holds_no_more_than_json(tmp_path: Path):
    run("load_course", folder_of(tmp_path / "a"))
    content = CourseVersion.objects.get().content
    assert json.loads(json.dumps(content)) == content
