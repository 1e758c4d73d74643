"""Pictures of the texts of a course."""

from training.courses.choices import is_image
from training.courses.models import CourseVersion


def pictures_of(version: CourseVersion) -> dict[str, bytes]:
    """Return the pictures by path in the course's folder. One query; none for a course without files."""
    names = [name for name in version.parsed.files if is_image(name)]
    rows = version.files.filter(name__in=names).order_by("name").values_list("name", "content") if names else ()
    return {name: bytes(raw) for name, raw in rows}
