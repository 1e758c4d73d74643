"""Training, courses: a version that is published, and one that is loaded and not reviewed."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests.browser.visits import Visit
from tests.factories.course_folders import COURSE, course_files, some_norms
from training.courses.actions import drafts
from training.courses.actions.versions import load_course
from training.courses.loaders.course import read_course

STAFF = "/formacion/cursos/"


def visits() -> Iterator[Visit]:
    yield Visit("courses:norm-list", "/normas/")
    files = course_files({"course.md": COURSE.replace("C90", "C96")})
    loaded, _ = load_course(reading=read_course(files, some_norms()), at=timezone.now())
    yield Visit("courses:course-manage-list", STAFF, Role.COORDINATOR)
    yield Visit("courses:norm-manage", f"{STAFF}normas/", Role.COORDINATOR)
    yield Visit("courses:version-publish", f"{STAFF}versiones/{loaded.pk}/publicar/", Role.COORDINATOR)
    draft = drafts.start(base=loaded, by=User.objects.get(email="coordinator@demo.example"), at=timezone.now())
    one = f"{STAFF}borradores/{draft.pk}/"
    yield Visit("courses:draft-new", f"{STAFF}borradores/nuevo/", Role.COORDINATOR)
    yield Visit("courses:draft-detail", one, Role.COORDINATOR)
    yield Visit("courses:draft-publish", f"{one}publicar/", Role.COORDINATOR)
    yield Visit("courses:draft-add", f"{one}agregar/", Role.COORDINATOR)
    yield Visit("courses:draft-questions", f"{one}preguntas/", Role.COORDINATOR)
    yield Visit("courses:draft-upload", f"{one}subir/", Role.COORDINATOR)
    for name in ("01-fondo.md", "quiz.gift"):
        yield Visit("courses:draft-text", f"{one}textos/1-responder/{name}", Role.COORDINATOR)
    yield Visit("courses:draft-look", f"{one}ver/1-responder/01-fondo.md", Role.COORDINATOR)
    yield Visit("courses:draft-entry", f"{one}nombres/1-responder/module.md", Role.COORDINATOR)
    yield Visit("courses:version-review", f"{STAFF}versiones/{loaded.pk}/revision/", Role.COORDINATOR)
