"""At the same moment, on PostgreSQL: one text written twice, one draft published twice."""

from collections.abc import Callable

import pytest

from accounts.permissions import Role
from core.refusals import Refusal
from tests.at_once import at_once
from tests.factories.accounts import make_member
from tests.factories.course_folders import course_files, some_norms
from tests.factories.training import AT
from training.courses.actions import drafts
from training.courses.actions.norms import load_norms
from training.courses.actions.versions import load_course
from training.courses.loaders.course import read_course
from training.courses.models import CourseDraft, CourseVersion

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LESSON = "1-responder/02-claro.md"


@pytest.fixture
def draft() -> CourseDraft:
    load_norms(norms=some_norms(), at=AT)
    base, _ = load_course(reading=read_course(course_files(), some_norms()), at=AT)
    return drafts.start(base=base, by=make_member(Role.COORDINATOR), at=AT)


def test_one_of_two_writes_of_a_text_is_refused(draft):
    seen, by = drafts.fingerprint(draft.files[LESSON]), draft.changed_by

    def write(text: str) -> Callable:
        return lambda: drafts.write_text(draft=draft, name=LESSON, text=text, seen=seen, by=by, at=AT)

    results = at_once(write("uno"), write("dos"))
    assert sum(isinstance(one, Refusal) and one.is_conflict for one in results) == 1
    draft.refresh_from_db()
    assert draft.files[LESSON] in ("uno", "dos")


def test_a_draft_published_twice_is_one_version(draft):
    by, seen = draft.changed_by, draft.version

    def publish() -> CourseVersion:
        return drafts.publish_draft(draft=draft, number="1.1.0", seen=seen, by=by, at=AT)

    results = at_once(publish, publish)
    assert sum(isinstance(one, Refusal) for one in results) == 1
    assert CourseVersion.objects.published().count() == 1
