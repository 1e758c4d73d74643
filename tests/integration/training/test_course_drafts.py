"""Courses written in the browser: from an empty draft to a published version, two people at once, what is thrown away."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from tests.factories.accounts import make_member
from tests.factories.course_folders import COURSE, PNG, course_files, some_norms
from tests.factories.training import AT, make_course
from training.courses.actions import drafts as acts
from training.courses.actions.norms import load_norms
from training.courses.actions.versions import load_course, publish
from training.courses.loaders.course import read_course
from training.courses.models import CourseDraft, CourseVersion

pytestmark = pytest.mark.django_db
FOUND = "1-responder/01-fondo.md"


@pytest.fixture(autouse=True)
def _norms():
    load_norms(norms=some_norms(), at=AT)


@pytest.fixture
def instructor(client):
    user = make_member(Role.INSTRUCTOR)
    client.force_login(user)
    return user


@pytest.fixture
def version() -> CourseVersion:
    return load_course(reading=read_course(course_files(), some_norms()), at=AT)[0]


@pytest.fixture
def draft(instructor, version) -> CourseDraft:
    return acts.start(base=version, by=instructor, at=AT)


def at(name: str, draft: CourseDraft, *args) -> str:
    return reverse(f"courses:{name}", args=[draft.pk, *args])


def seen_in(answer) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]


def write(client, draft, name: str, text: str):
    seen = seen_in(client.get(at("draft-text", draft, name)))
    return client.post(at("draft-text", draft, name), {"text": text, "seen": seen})


def test_from_an_empty_draft_to_a_published_version(client, instructor):
    new = client.post(reverse("courses:draft-new"), {"code": "C95", "title": 'Escribir «claro»: "bien"'})
    draft = CourseDraft.objects.get()
    assert new["Location"] == draft.get_absolute_url()
    assert "Está listo para publicar" in client.get(draft.get_absolute_url()).content.decode()
    lesson = "1-primer-modulo/01-primera-leccion.md"
    faulty = "---\ntitle: Primera\nminutes: 5\nnorms: [ley-9]\n---\nTexto.\n\n<b>No</b> [roto](nada.md)\n"
    assert write(client, draft, lesson, faulty).status_code == 302
    outline = client.get(draft.get_absolute_url()).content.decode()
    assert f"{lesson}, línea 4" in outline
    assert f'href="{at("draft-text", draft, lesson)}#linea-8"' in outline
    refused = client.post(at("draft-publish", draft), {"number": "1.0.0", "seen": CourseDraft.objects.get().version})
    assert (refused.status_code, "no se admite HTML" in refused.content.decode()) == (422, True)
    assert not CourseVersion.objects.exists()
    text = client.get(at("draft-text", draft, lesson)).content.decode()
    assert 'id="linea-8"' in text
    write(
        client, draft, lesson, "---\ntitle: Primera\nminutes: 5\nnorms: [ley-1712-2014]\n---\nEl artículo 9 lo pide.\n"
    )
    added = client.post(
        at("draft-add", draft), {"kind": "lesson", "module": "1-primer-modulo", "title": "Frases cortas"}
    )
    assert added["Location"] == at("draft-text", draft, "1-primer-modulo/02-frases-cortas.md")
    client.post(at("draft-add", draft), {"kind": "module.md", "title": "Segundo módulo"})
    draft.refresh_from_db()
    assert "- 1-primer-modulo\n- 2-segundo-modulo\n" in draft.files["course.md"]
    page = client.get(at("draft-publish", draft)).content.decode()
    assert "Queda fija para siempre" in page
    done = client.post(at("draft-publish", draft), {"number": "1.2.0", "seen": draft.version})
    assert done.status_code == 302
    published = CourseVersion.objects.get()
    assert (str(published), published.title) == ("C95 1.2.0", 'Escribir «claro»: "bien"')
    assert published in CourseVersion.objects.published()
    draft.refresh_from_db()
    assert (draft.published, draft.is_open) == (published, False)
    assert [len(module.lessons) for module in published.parsed.modules] == [2, 1]
    verbs = set(AuditEntry.objects.filter(by=instructor).values_list("verb", flat=True))
    assert {"course_draft.started", "course_draft.changed", "course.loaded", "course.published"} <= verbs


def test_a_draft_of_a_version_is_the_same_folder(draft, version):
    assert acts.files_of(draft) == course_files()
    assert draft.title == version.title


def test_a_version_without_a_folder_is_not_offered_and_a_new_course_needs_its_code(client, instructor):
    bare = make_course("C91")
    answer = client.post(reverse("courses:draft-new"), {"base": bare.pk})
    assert (answer.status_code, "Elija una versión de la lista." in answer.content.decode()) == (422, True)
    page = client.post(reverse("courses:draft-new"), {"code": "c 1", "title": ""})
    assert (page.status_code, page.content.decode().count("Escriba el")) == (422, 4)  # each at its field and above
    page = client.post(reverse("courses:draft-new"), {"code": "datos", "title": "Datos"})
    assert (page.status_code, "una palabra de las direcciones" in page.content.decode()) == (422, True)
    assert not CourseDraft.objects.exists()


def test_two_tabs_on_one_text_the_second_is_told_and_keeps_what_it_typed(client, draft):
    seen = seen_in(client.get(at("draft-text", draft, FOUND)))
    first = draft.files[FOUND] + "\nLo primero.\n"
    assert client.post(at("draft-text", draft, FOUND), {"text": first, "seen": seen}).status_code == 302
    second = client.post(at("draft-text", draft, FOUND), {"text": "Lo segundo.", "seen": seen})
    page = second.content.decode()
    assert second.status_code == 409
    assert "cambió mientras usted lo escribía" in page
    assert "Lo segundo.</textarea>" in page
    assert "Lo primero." in page
    draft.refresh_from_db()
    assert draft.files[FOUND] == first
    again = client.post(at("draft-text", draft, FOUND), {"text": "Lo segundo.", "seen": seen_in(second)})
    draft.refresh_from_db()
    assert (again.status_code, draft.files[FOUND]) == (302, "Lo segundo.")


def test_two_people_on_two_texts_do_not_meet(client, draft):
    seen = seen_in(client.get(at("draft-text", draft, FOUND)))
    write(client, draft, "1-responder/module.md", "otro")
    assert client.post(at("draft-text", draft, FOUND), {"text": "uno", "seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert (draft.files[FOUND], draft.files["1-responder/module.md"]) == ("uno", "otro")


def test_what_was_typed_is_kept_when_the_text_or_the_draft_is_gone(client, draft, instructor):
    seen = seen_in(client.get(at("draft-text", draft, FOUND)))
    acts.remove(draft=draft, name=FOUND, by=instructor, at=AT)
    gone = client.post(at("draft-text", draft, FOUND), {"text": "Mi texto", "seen": seen})
    assert (gone.status_code, "Mi texto</textarea>" in gone.content.decode()) == (409, True)
    acts.discard(draft=draft, by=instructor, at=AT)
    closed = client.post(at("draft-text", draft, "course.md"), {"text": "Mi texto", "seen": seen})
    assert (closed.status_code, "Mi texto</textarea>" in closed.content.decode()) == (409, True)


def test_a_draft_that_changed_since_it_was_read_is_not_published(client, draft, instructor):
    write(client, draft, "1-responder/02-claro.md", draft.files["1-responder/02-claro.md"] + "\nMás.\n")
    answer = client.post(at("draft-publish", draft), {"number": "1.1.0", "seen": draft.version})
    assert (answer.status_code, "cambió mientras usted lo veía" in answer.content.decode()) == (409, True)
    draft.refresh_from_db()
    assert draft.published is None


def test_a_number_that_is_not_higher_leaves_nothing_behind(client, draft, version):
    publish(version=version, at=AT)
    same = client.post(at("draft-publish", draft), {"number": "0.9.0", "seen": draft.version})
    assert (same.status_code, "no es más nueva" in same.content.decode()) == (422, True)
    assert client.post(at("draft-publish", draft), {"number": "uno", "seen": draft.version}).status_code == 422
    assert [str(one) for one in CourseVersion.objects.all()] == ["C90 1.0.0"]


def test_a_text_shows_its_faults_and_how_it_looks_whatever_was_written(client, draft):
    write(client, draft, FOUND, "---\ntitle: A\nminutes: 1\n---\n## Hola\n\n<script>x</script>")
    page = client.get(at("draft-text", draft, FOUND)).content.decode()
    assert ("<h3>Hola</h3>" in page, "<script>x" in page) == (True, False)
    assert "no se admite HTML" in page
    write(client, draft, FOUND, "sin datos\n" * 5000)
    assert "el máximo es 4000" in client.get(at("draft-text", draft, FOUND)).content.decode()
    quiz = client.get(at("draft-text", draft, "1-responder/quiz.gift")).content.decode()
    assert "Pregunta 1 de 2" in quiz
    assert "Dice qué y cuándo." in quiz


def test_a_preview_shows_the_picture_of_the_draft(client, draft):
    page = client.get(at("draft-text", draft, FOUND)).content.decode()
    address = at("draft-file", draft, "1-responder/carta.png")
    assert f'src="{address}"' in page
    picture = client.get(address)
    assert (picture.content, picture["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in picture["Cache-Control"]
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(at("draft-file", draft, "course.md")).status_code == 404
    client.force_login(make_member(Role.REVIEWER))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("name", ["../settings.py", "no.md", "1-responder", "%2e%2e/x.md"])
def test_what_a_draft_has_not_is_not_found(client, draft, name):
    for view in ("draft-text", "draft-entry", "draft-file"):
        assert client.get(f"/formacion/cursos/borradores/{draft.pk}/{view[6:]}s/{name}").status_code == 404
        assert client.get(at(view, draft, name)).status_code == 404


def send(client, draft, name: str, content: bytes, **more):
    return client.post(at("draft-upload", draft), {"file": SimpleUploadedFile(name, content), **more})


def test_a_picture_and_a_text_are_uploaded_and_replaced_only_when_asked(client, draft):
    assert send(client, draft, "foto.png", PNG, module="1-responder").status_code == 302
    taken = send(client, draft, "carta.png", PNG + b"1", module="1-responder")
    assert (taken.status_code, "ya tiene 1-responder/carta.png" in taken.content.decode()) == (422, True)
    assert send(client, draft, "carta.png", PNG + b"1", module="1-responder", replaces="on").status_code == 302
    assert send(client, draft, "notas.txt", b"Hola\r\n", module="1-responder").status_code == 302
    draft.refresh_from_db()
    files = acts.files_of(draft)
    assert files["1-responder/carta.png"] == PNG + b"1"
    assert draft.files["1-responder/notas.txt"] == "Hola\n"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.exe", b"MZ", "no se admiten archivos"), ("x.png", b"MZ", "no es de verdad"),
        ("x.png", PNG + b"0" * 2_000_000, "pesa más de 2 MB"), ("x.txt", b"\xff\xfe", "UTF-8"),
        ("x.md", b"a\x00b", "no es de un texto"), (".x.md", b"a", "no sirve"),
    ],
)  # fmt: skip
def test_a_file_that_no_course_takes_is_one_sentence(client, draft, name, content, says):
    answer = send(client, draft, name, content)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert acts.files_of(CourseDraft.objects.get()) == acts.files_of(draft)


def test_a_lesson_and_a_module_change_their_name(client, draft):
    client.post(at("draft-entry", draft, "1-responder/02-claro.md"), {"new": "03-claro.md"})
    done = client.post(at("draft-entry", draft, "1-responder/module.md"), {"new": "1-contestar"})
    assert done.status_code == 302
    draft.refresh_from_db()
    names = set(acts.files_of(draft))
    assert {"1-contestar/03-claro.md", "1-contestar/carta.png", "1-contestar/quiz.gift"} < names
    assert not any(name.startswith("1-responder/") for name in names)
    assert "- 1-contestar\n" in draft.files["course.md"]
    for wrong in ("../otro", "x.exe", ""):
        answer = client.post(at("draft-entry", draft, "1-contestar/03-claro.md"), {"new": wrong})
        assert answer.status_code == 422
    taken = client.post(at("draft-entry", draft, "1-contestar/03-claro.md"), {"new": "01-fondo.md"})
    assert taken.status_code == 422


def test_a_module_leaves_with_its_files_and_its_line(client, draft):
    asked = client.get(at("draft-entry", draft, "1-responder/module.md")).content.decode()
    assert "1-responder/quiz.gift" in asked
    client.post(at("draft-entry", draft, "1-responder/module.md"), {"remove": "1"})
    draft.refresh_from_db()
    assert set(acts.files_of(draft)) == {"course.md"}
    assert draft.files["course.md"] == COURSE.replace("- 1-responder\n", "")
    kept = client.post(at("draft-entry", draft, "course.md"), {"remove": "1"})
    assert (kept.status_code, "no se quita" in kept.content.decode()) == (422, True)


def test_a_draft_is_discarded_and_restored_as_it_was(client, draft):
    page = client.post(at("draft-discard", draft), follow=True).content.decode()
    assert "Descartados (1)" in page
    assert client.post(at("draft-add", draft), {"kind": "module.md", "title": "Otro"}).status_code == 409
    client.post(at("draft-restore", draft))
    client.post(at("draft-restore", draft))  # twice is once
    draft.refresh_from_db()
    assert draft.is_open
    assert acts.files_of(draft) == course_files()
    assert AuditEntry.of(draft).filter(verb="course_draft.restored").count() == 1


@pytest.mark.parametrize(("view", "most"), [("draft-detail", 11), ("draft-publish", 12), ("draft-add", 9)])
def test_pages_of_a_draft_ask_as_much_with_many_files(
    client, draft, instructor, view, most, django_assert_max_num_queries
):
    for n in range(8):
        acts.put_file(draft=draft, name=f"1-responder/f{n}.png", content=PNG, replaces=False, by=instructor, at=AT)
    client.get(at(view, draft))
    with django_assert_max_num_queries(most):
        assert client.get(at(view, draft)).status_code == 200
