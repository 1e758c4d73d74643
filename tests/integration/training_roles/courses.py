"""Training, courses."""

from tests.factories.training import make_course
from training.courses.models import CourseFile

TABLE = """
                                contrib liaison approv neighb reviewer coordin admin instruct others nobody
GET  courses:norm-list           200     200     200    200    200      200     200   200      200    200
GET  courses:file                200     200     200    200    200      200     200   200      200    200
"""


def arguments(cast) -> dict[str, dict]:
    version = make_course("C80", is_published=False)
    CourseFile.objects.create(version=version, name="1-responder/carta.png", sha256="0" * 64, content=b"\x89PNG")
    type(version).objects.filter(pk=version.pk).update(published_at=version.loaded_at)
    return {"courses:file": {"code": "C80", "version": "1.0.0", "name": "1-responder/carta.png"}}
