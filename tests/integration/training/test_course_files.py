"""Files of courses over the web, the review of an expert, and what the database keeps of versions."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from tests.factories.accounts import make_member
from tests.factories.course_folders import PNG, course_files, some_norms
from tests.factories.training import AT, make_course
from training.courses.actions.versions import load_course, publish, record_review
from training.courses.loaders.course import read_course
from training.courses.models import CourseVersion
from training.courses.queries.rendering import html_of
from training.courses.queries.versions import addresses_of

pytestmark = pytest.mark.django_db
PICTURE, DOCUMENT = "1-responder/carta.png", "1-responder/respuesta.docx"


@pytest.fixture
def draft() -> CourseVersion:
    return load_course(reading=read_course(course_files(), some_norms()), at=AT)[0]


@pytest.fixture
def published(draft: CourseVersion) -> CourseVersion:
    publish(version=draft, at=AT)
    return draft


def address(name: str) -> str:
    return reverse("courses:file", args=["C90", "1.0.0", name])


def test_an_image_shows_and_a_document_is_saved_neither_may_run(client, published):
    picture, document = client.get(address(PICTURE)), client.get(address(DOCUMENT))
    assert (picture.status_code, picture.content, picture["Content-Type"]) == (200, PNG, "image/png")
    assert picture["Content-Disposition"] == 'inline; filename="carta.png"'
    assert document["Content-Disposition"] == 'attachment; filename="respuesta.docx"'
    for answer in (picture, document):
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer["Cache-Control"]
    again = client.get(address(PICTURE), headers={"If-None-Match": picture["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address(PICTURE)).content == b""


@pytest.mark.parametrize(
    "name", ["1-responder/quiz.gift", "course.md", "1-responder/01-fondo.md", "no.png", "../settings.py", "1-responder"]
)
def test_what_holds_answers_and_what_is_not_there_is_not_found(client, published, name: str):
    assert client.get(f"/cursos/C90/1.0.0/archivos/{name}").status_code == 404


def test_files_of_a_draft_are_for_who_writes_courses(client, draft):
    assert client.get(address(PICTURE)).status_code == 404
    client.force_login(make_member(Role.REVIEWER))
    assert client.get(address(PICTURE)).status_code == 404
    client.force_login(make_member(Role.COORDINATOR))
    answer = client.get(address(PICTURE))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_a_file_is_read_in_one_query(client, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        client.get(address(PICTURE))


def test_a_lesson_shows_its_picture_and_its_template(published):
    lesson = published.parsed.module("1-responder").lesson("01-fondo")
    addresses = addresses_of(published) | {"1-responder/02-claro.md": "/aprender/g/1-responder/02-claro/"}
    html = html_of(lesson.text, addresses, folder="1-responder", anchors=True)
    assert f'src="{address(PICTURE)}"' in html
    assert f'href="{address(DOCUMENT)}"' in html
    assert 'href="/aprender/g/1-responder/02-claro/#t-como-se-hace"' in html
    assert 'href="#t-que-necesita-la-persona"' in html
    assert 'id="t-que-necesita-la-persona"' in html


def test_a_review_has_a_name_and_a_day_and_is_written_once(published):
    by = make_member(Role.COORDINATOR)
    with pytest.raises(Refusal) as refusal:
        record_review(version=published, reviewer="  ", on=date(2099, 1, 1), by=by, at=AT)
    assert set(refusal.value.fields) == {"reviewer", "on"}
    record_review(version=published, reviewer=" Ana  Ruiz ", on=date(2027, 2, 1), by=by, at=AT)
    published.refresh_from_db()
    assert (published.reviewed_by, published.reviewed_on) == ("Ana Ruiz", date(2027, 2, 1))
    assert AuditEntry.objects.filter(verb="course.reviewed", by=by).count() == 1
    with pytest.raises(Refusal, match="Ya está anotada la revisión de Ana Ruiz"):
        record_review(version=published, reviewer="Otra", on=date(2027, 2, 1), by=by, at=AT)


def test_other_content_was_not_reviewed(draft):
    record_review(version=draft, reviewer="Ana", on=date(2027, 2, 1), by=None, at=AT)
    changed = course_files() | {PICTURE: PNG + b"otra"}
    again, outcome = load_course(reading=read_course(changed, some_norms()), at=AT)
    assert (outcome, again.reviewed_by, again.reviewed_on) == ("changed", "", None)


def test_publishing_twice_is_once(published):
    assert not publish(version=published, at=AT)
    assert AuditEntry.objects.filter(verb="course.published").count() == 1


def test_the_document_of_a_version_is_read_once_for_a_process(django_assert_num_queries):
    version = make_course("C77")
    light = CourseVersion.objects.light().get(pk=version.pk)
    assert light.parsed.code == "C77"
    with django_assert_num_queries(0):
        assert light.parsed is version.parsed
