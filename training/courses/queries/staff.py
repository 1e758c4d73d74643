"""What who writes courses sees: every version, and the drafts."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from training.courses.models import CourseDraft, CourseFile, CourseVersion


@dataclass
class Shelf:
    """A course with its versions, the newest first."""

    code: str
    versions: list[CourseVersion] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.versions[0].title

    @property
    def published(self) -> CourseVersion | None:
        return next((one for one in self.versions if one.published_at), None)

    @property
    def newest_waits(self) -> bool:
        return self.versions[0].published_at is None


def shelves() -> list[Shelf]:
    """Return the courses by code. Each version says with `has_folder` whether it can be downloaded or opened as a draft."""
    rows = CourseVersion.objects.light().select_related("course").order_by("course__code")
    found: dict[str, Shelf] = {}
    for version in with_folder(rows):
        found.setdefault(version.course.code, Shelf(version.course.code)).versions.append(version)
    for shelf in found.values():
        shelf.versions.sort(key=lambda version: version.order, reverse=True)
    return list(found.values())


def with_folder(rows):
    return rows.annotate(has_folder=Exists(CourseFile.objects.filter(version=OuterRef("pk"))))


def drafts() -> tuple[list[CourseDraft], list[CourseDraft]]:
    """Return the drafts that are being written, and those that were discarded and can be restored; without their texts."""
    rows = CourseDraft.objects.defer("files", "base__content").select_related("base__course", "changed_by")
    waiting = list(rows.filter(published=None))
    return [one for one in waiting if one.is_open], [one for one in waiting if not one.is_open]


def bases():
    """Return the versions that a draft may begin as: those that keep their folder."""
    rows = CourseVersion.objects.light().select_related("course").order_by("course__code", "-loaded_at")
    return rows.filter(Exists(CourseFile.objects.filter(version=OuterRef("pk"))))


def next_number(draft: CourseDraft) -> str:
    """Return the number to propose for what a draft becomes: one after the newest of its course; 1.0.0 of a new one."""
    if draft.base is None:
        return "1.0.0"
    *high, last = max(version.order for version in draft.base.course.versions.light())
    return ".".join(map(str, [*high, last + 1]))
