"""Versions of courses in the browser: loaded from an archive, published, reviewed once, taken away."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from tests.factories.accounts import make_member
from tests.factories.course_folders import COURSE, LESSON, course_files, some_norms
from tests.factories.training import AT, make_course
from training.courses.actions.norms import load_norms, stored_norms
from training.courses.actions.versions import load_course, publish
from training.courses.loaders.course import read_course
from training.courses.loaders.folders import files_of_archive
from training.courses.models import CourseVersion, Norm

pytestmark = pytest.mark.django_db
LIST = "/formacion/cursos/"


@pytest.fixture(autouse=True)
def _norms():
    load_norms(norms=some_norms(), at=AT)


@pytest.fixture
def coordinator(client):
    user = make_member(Role.COORDINATOR)
    client.force_login(user)
    return user


def archive(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, raw in files.items():
            packed.writestr(name, raw)
    return out.getvalue()


def send(client, raw: bytes):
    return client.post(LIST, {"file": SimpleUploadedFile("curso.zip", raw)})


def loaded(**texts) -> CourseVersion:
    return load_course(reading=read_course(course_files(texts), some_norms()), at=AT)[0]


def test_the_rows_of_norms_are_what_the_file_says():
    assert stored_norms() == some_norms()


def test_an_archive_is_loaded_and_the_same_again_changes_nothing(client, coordinator):
    answer = send(client, archive(course_files()))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}#C90")
    version = CourseVersion.objects.get()
    assert (str(version), version.published_at) == ("C90 1.0.0", None)
    assert AuditEntry.of(version).get().by == coordinator
    assert (
        "ya estaba igual"
        in client.post(
            LIST, {"file": SimpleUploadedFile("curso.zip", archive(course_files()))}, follow=True
        ).content.decode()
    )
    page = client.get(LIST).content.decode()
    assert "Responder bien" in page
    assert "Borrador: sin revisión de una persona experta" in page


def test_all_faults_are_told_with_file_and_line_and_nothing_is_written(client, coordinator):
    faulty = {
        "1-responder/01-fondo.md": LESSON.replace("artículo 9", "artículo 13") + "\n<script>alert(1)</script>\n",
        "1-responder/quiz.gift": "::P1:: ¿Cuál? {\n=Una#Sí.\n}\n",
    }
    answer = send(client, archive(course_files(faulty)))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1-responder/01-fondo.md, línea 9: el artículo 13 no tiene certeza «alta»" in page
    assert "1-responder/01-fondo.md, línea 15: no se admite HTML" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "1-responder/quiz.gift, línea 1" in page
    assert not CourseVersion.objects.exists()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"course.md": b"a" * 50_000_000}, "un curso tiene hasta"),
        ({f"{n}.md": b"" for n in range(500)}, "un curso tiene hasta"),
        ({**{f"1/{n}.png": b"\x89PNG\r\n\x1a\n" + b"0" * 1_900_000 for n in range(6)}}, "un curso tiene hasta"),
        ({"../../etc/passwd.md": b"x", "course.md": b"x"}, "el nombre del archivo no sirve"),
        ({"/etc/passwd.md": b"x", "course.md": b"x"}, "el nombre del archivo no sirve"),
        ({"course.md": b"---\nx: [\n---\n"}, "course.md, línea"),
        ({"course.md": COURSE.encode(), "run.exe": b"MZ"}, "no se admiten archivos"),
        ({"course.md": b"\xff\xfe\x00"}, "UTF-8"),
        ({}, "course.md, línea 1: falta este archivo"),
    ],
    ids=["bomb", "many", "huge", "upwards", "absolute", "yaml", "program", "bytes", "empty"],
)
def test_a_hostile_archive_is_one_sentence_and_writes_nothing(client, coordinator, files, says):
    answer = send(client, archive(files))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not CourseVersion.objects.exists()


def test_an_archive_that_unpacks_a_block_at_once_or_lists_too_much_is_refused(client, coordinator):
    packed = send(client, archive({"course.md": b"a" * 1_000_000}, zipfile.ZIP_LZMA))
    listed = send(client, b"PK\x01\x02" * 20_001)
    damaged = send(client, b"PK nada")
    assert [one.status_code for one in (packed, listed, damaged)] == [422, 422, 422]
    assert "comprimido de otro modo" in packed.content.decode()
    assert "un curso tiene hasta" in listed.content.decode()
    assert "está dañado o no es un ZIP" in damaged.content.decode()


def test_no_file_is_a_sentence_at_its_field(client, coordinator):
    answer = client.post(LIST)
    assert (answer.status_code, "Elija el archivo ZIP." in answer.content.decode()) == (422, True)


def test_a_published_version_takes_no_other_content(client, coordinator):
    publish(version=loaded(), at=AT)
    other = course_files({"course.md": COURSE + "\nOtra frase.\n"})
    answer = send(client, archive(other))
    assert answer.status_code == 422
    assert "ya está publicada y no cambia" in answer.content.decode()


def test_what_is_taken_away_is_loaded_again_to_the_same(client, coordinator):
    answer = client.get(reverse("courses:version-download", args=[loaded().pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="C90-1.0.0.zip"'
    assert files_of_archive(answer.content, "x") == course_files()


def test_a_version_without_its_folder_is_neither_downloaded_nor_published(client, coordinator):
    bare = make_course(is_published=False)
    assert client.get(reverse("courses:version-download", args=[bare.pk])).status_code == 404
    answer = client.post(reverse("courses:version-publish", args=[bare.pk]))
    assert (answer.status_code, "no guarda su carpeta" in answer.content.decode()) == (422, True)


def test_a_version_is_published_after_asking_and_only_once(client, coordinator):
    version = loaded()
    address = reverse("courses:version-publish", args=[version.pk])
    assert "Queda fija para siempre" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    version.refresh_from_db()
    first = version.published_at
    assert first
    client.post(address)
    version.refresh_from_db()
    assert version.published_at == first
    assert AuditEntry.of(version).filter(verb="course.published").get().by == coordinator


def test_publishing_reads_the_folder_again_with_the_norms_of_today(client, coordinator):
    version = loaded()
    Norm.objects.get(code="ley-1712-2014").articles.filter(number="9").update(certainty="media")
    answer = client.post(reverse("courses:version-publish", args=[version.pk]))
    assert answer.status_code == 422
    assert "1-responder/01-fondo.md, línea 9: el artículo 9 no tiene certeza" in answer.content.decode()
    version.refresh_from_db()
    assert version.published_at is None


def test_an_older_version_is_not_published_over_a_newer_one(client, coordinator):
    publish(version=loaded(**{"course.md": COURSE.replace("1.0.0", "1.1.0")}), at=AT)
    answer = client.post(reverse("courses:version-publish", args=[loaded().pk]))
    assert (answer.status_code, "no es más nueva" in answer.content.decode()) == (422, True)


def test_the_review_of_an_expert_is_written_once(client, coordinator, moment):
    client.force_login(coordinator)
    address = reverse("courses:version-review", args=[loaded().pk])
    wrong = client.post(address, {"reviewer": "Ana Ruiz", "on": "2099-01-01"})
    assert (wrong.status_code, "no puede estar en el futuro" in wrong.content.decode()) == (422, True)
    assert 'value="Ana Ruiz"' in wrong.content.decode()
    assert client.post(address, {"reviewer": "Ana Ruiz", "on": "2027-02-01"}).status_code == 302
    assert client.post(address, {"reviewer": "Otra", "on": "2027-02-01"}).status_code == 409
    assert CourseVersion.objects.get().reviewed_by == "Ana Ruiz"
    assert "Revisada por Ana Ruiz" in client.get(LIST).content.decode()


def test_the_list_asks_as_much_with_many_versions(client, coordinator, django_assert_max_num_queries):
    counts = []
    for more in (1, 6):
        for n in range(more):
            make_course(f"C{more}{n}")
        client.get(LIST)
        with django_assert_max_num_queries(10) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_empty_list_says_how_to_begin(client, coordinator):
    page = client.get(LIST).content.decode()
    assert "Todavía no hay cursos" in page
    assert 'href="/formacion/cursos/"' in page
