"""Training, courses."""

from django.utils import timezone

from tests.factories.course_folders import COURSE, course_files, some_norms
from tests.factories.training import make_course
from training.courses.actions import drafts
from training.courses.actions.versions import load_course
from training.courses.loaders.course import read_course
from training.courses.models import CourseFile, CourseVersion

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  courses:norm-list           200     200     200    200    200      200     200   200      200    200
GET  courses:file                200     200     200    200    200      200     200   200      200    200
GET  courses:course-manage-list  403     403     403    403    403      200     403   200      403    login
POST courses:course-manage-list  403     403     403    403    403      422     403   422      403    login
GET  courses:version-download    403     403     403    403    403      200     403   200      403    login
GET  courses:version-publish     403     403     403    403    403      200     403   200      403    login
POST courses:version-publish     403     403     403    403    403      422     403   422      403    login
GET  courses:version-review      403     403     403    403    403      200     403   200      403    login
POST courses:version-review      403     403     403    403    403      422     403   422      403    login
GET  courses:norm-manage         403     403     403    403    403      200     403   200      403    login
GET  courses:draft-new           403     403     403    403    403      200     403   200      403    login
POST courses:draft-new           403     403     403    403    403      422     403   422      403    login
GET  courses:draft-detail        403     403     403    403    403      200     403   200      403    login
POST courses:draft-discard       403     403     403    403    403      302     403   302      403    login
POST courses:draft-restore       403     403     403    403    403      302     403   302      403    login
GET  courses:draft-publish       403     403     403    403    403      200     403   200      403    login
POST courses:draft-publish       403     403     403    403    403      422     403   422      403    login
GET  courses:draft-add           403     403     403    403    403      200     403   200      403    login
POST courses:draft-add           403     403     403    403    403      422     403   422      403    login
GET  courses:draft-questions     403     403     403    403    403      200     403   200      403    login
POST courses:draft-questions     403     403     403    403    403      422     403   422      403    login
GET  courses:draft-upload        403     403     403    403    403      200     403   200      403    login
POST courses:draft-upload        403     403     403    403    403      422     403   422      403    login
GET  courses:draft-text          403     403     403    403    403      200     403   200      403    login
POST courses:draft-text          403     403     403    403    403      422     403   422      403    login
GET  courses:draft-look          403     403     403    403    403      200     403   200      403    login
GET  courses:draft-entry         403     403     403    403    403      200     403   200      403    login
POST courses:draft-entry         403     403     403    403    403      422     403   422      403    login
GET  courses:draft-file          403     403     403    403    403      200     403   200      403    login
"""


def arguments(cast) -> dict[str, dict]:
    version = make_course("C80", is_published=False)
    CourseFile.objects.create(version=version, name="1-responder/carta.png", sha256="0" * 64, content=b"\x89PNG")
    type(version).objects.filter(pk=version.pk).update(published_at=version.loaded_at)
    of_version = ("version-download", "version-publish", "version-review")
    loaded = _loaded()
    draft = drafts.start(base=loaded, by=cast.coordinator, at=timezone.now())
    closed = drafts.start(base=loaded, by=cast.coordinator, at=timezone.now())
    of_draft = ("draft-detail", "draft-publish", "draft-add", "draft-questions", "draft-upload")
    text = {"pk": draft.pk, "name": "1-responder/01-fondo.md"}
    return {
        "courses:file": {"code": "C80", "version": "1.0.0", "name": "1-responder/carta.png"},
        **{f"courses:{name}": {"pk": loaded.pk} for name in of_version},
        **{f"courses:{name}": {"pk": draft.pk} for name in of_draft},
        "courses:draft-discard": {"pk": closed.pk},
        "courses:draft-restore": {"pk": closed.pk},
        "courses:draft-text": text,
        "courses:draft-look": text,
        "courses:draft-entry": text,
        "courses:draft-file": {"pk": draft.pk, "name": "1-responder/carta.png"},
    }


def _loaded() -> CourseVersion:
    """A version that is loaded and cites what is not in the norms any more: publishing it is refused."""
    files = course_files({"course.md": COURSE.replace("C90", "C81")})
    return load_course(reading=read_course(files, some_norms()), at=timezone.now())[0]
