"""Training, courses: a version that is published, and one that is loaded and not reviewed."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.course_folders import COURSE, course_files, some_norms
from training.courses.actions.versions import load_course
from training.courses.loaders.course import read_course

STAFF = "/formacion/cursos/"


def visits() -> Iterator[Visit]:
    yield Visit("courses:norm-list", "/normas/")
    files = course_files({"course.md": COURSE.replace("C90", "C96")})
    loaded, _ = load_course(reading=read_course(files, some_norms()), at=timezone.now())
    yield Visit("courses:course-manage-list", STAFF, Role.COORDINATOR)
    yield Visit("courses:version-publish", f"{STAFF}versiones/{loaded.pk}/publicar/", Role.COORDINATOR)
    yield Visit("courses:version-review", f"{STAFF}versiones/{loaded.pk}/revision/", Role.COORDINATOR)
