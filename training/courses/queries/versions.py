"""Versions of courses and their documents."""

from collections.abc import Iterable

from django.urls import reverse

from training.courses.choices import is_source
from training.courses.models import CourseFile, CourseVersion
from training.grading.document import Course


def newest_versions(*, drafts_too: bool = False) -> list[CourseVersion]:
    """Return a version of each course, by code, without their documents: the published one, or the last that was loaded."""
    rows = CourseVersion.objects.light().select_related("course")
    if not drafts_too:
        return sorted(rows.current(), key=lambda version: version.course.code)
    newest: dict[int, CourseVersion] = {}
    for version in rows.order_by("loaded_at", "pk"):
        newest[version.course_id] = version
    return sorted(newest.values(), key=lambda version: version.course.code)


def versions_to_take() -> list[CourseVersion]:
    """Return the published version of each course that has lessons, by code: not those that are only announced."""
    versions = newest_versions()
    courses = parsed_in_order(versions)
    return [version for version, course in zip(versions, courses, strict=True) if not course.in_preparation]


def parsed_in_order(versions: Iterable[CourseVersion]) -> list[Course]:
    """Return the documents parsed; those that this process has not read yet come in one query."""
    versions = list(versions)
    unread = [version.pk for version in versions if not version.is_parsed]
    read_now = CourseVersion.objects.in_bulk(unread) if unread else {}
    return [read_now.get(version.pk, version).parsed for version in versions]


def version_named(code: str, version: str = "") -> CourseVersion | None:
    """Return a version of a course; without a number the published one, else the last that was loaded."""
    rows = CourseVersion.objects.light().select_related("course").filter(course__code=code)
    if version:
        return rows.filter(version=version).first()
    return rows.current().first() or rows.order_by("-loaded_at", "-pk").first()


def served_file(code: str, version: str, name: str) -> CourseFile | None:
    """Return a file that readers may have, with its version; None for what a course is written in."""
    if is_source(name):
        return None
    rows = CourseFile.objects.select_related("version").defer("version__content")
    return rows.filter(version__course__code=code, version__version=version, name=name).first()


def addresses_of(version: CourseVersion) -> dict[str, str]:
    """Return the addresses of a version's files by path, for `html_of`; whoever shows lessons adds theirs (…/01-a.md)."""
    code = version.course.code
    return {name: reverse("courses:file", args=[code, version.version, name]) for name in version.parsed.files}
