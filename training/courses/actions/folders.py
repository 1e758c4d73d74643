"""The folder of a version, to be written to a disk or opened as a draft."""

from training.courses.exports.folders import in_step
from training.courses.loaders import gift
from training.courses.models import CourseVersion


def folder_of(version: CourseVersion) -> dict[str, bytes]:
    """Return the files of a version by path: as they were loaded, with the questions that were added since; {} without any."""
    files = {name: bytes(raw) for name, raw in version.files.order_by("name").values_list("name", "content")}
    if not files:
        return {}
    banks = {name: gift.read(raw.decode("utf-8-sig"), name)[0] for name, raw in files.items() if name.endswith(".gift")}
    return in_step(files, version.content, banks)
