"""Versions of courses: loaded as often as needed, published once, reviewed once."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from core import audit
from core.refusals import Refusal
from core.words import one_line
from training.courses.actions.folders import folder_of
from training.courses.actions.norms import stored_norms
from training.courses.loaders.course import Reading, read_course
from training.courses.loaders.problems import CourseRefused
from training.courses.models import Course, CourseFile, CourseVersion

CREATED, CHANGED, SAME = "created", "changed", "same"
LONGEST_REVIEWER = 200


class AlreadyReviewed(Refusal):
    """A version has one review."""

    is_conflict = True


@transaction.atomic
def load_course(*, reading: Reading, at: datetime, by=None) -> tuple[CourseVersion, str]:
    """Store the version of a folder that was read. Returns it and created, changed or same: the same content changes nothing.

    Refuses faults, and other content for a version that is published: certificates name it.
    """
    return _load(reading, at=at, by=by)


def _load(reading: Reading, *, at: datetime, by) -> tuple[CourseVersion, str]:
    if reading.problems:
        raise CourseRefused(reading.problems)
    content = reading.content
    course = _course(content["code"])
    version = CourseVersion.objects.filter(course=course, version=content["version"]).first()
    is_same = version is not None and version.content_sha256 == reading.sha256
    if version and version.published_at:
        if is_same:
            return version, SAME
        raise Refusal(
            f"La versión {version.version} de {course.code} ya está publicada y no cambia."
            " Cargue este contenido con otro número de versión."
        )
    if version and is_same and folder_of(version) == dict(reading.files):
        return version, SAME
    outcome = CHANGED if version else CREATED
    version = version or CourseVersion(course=course, version=content["version"])
    if not is_same:
        version.reviewed_by, version.reviewed_on = "", None  # whoever read it read another text
    version.title, version.hours, version.is_demonstration = (
        content["title"],
        content["hours"],
        content["demonstration"],
    )
    version.content, version.content_sha256, version.loaded_at = content, reading.sha256, at
    version.save()
    version.files.all().delete()
    CourseFile.objects.bulk_create(
        CourseFile(version=version, name=name, sha256=_hash(raw), content=raw) for name, raw in reading.files.items()
    )
    data = {"version": version.version, "sha256": version.content_sha256, "outcome": outcome}
    audit.record(by=by, verb="course.loaded", target=version, at=at, data=data)
    return version, outcome


@transaction.atomic
def load_files(*, files: Mapping[str, bytes], at: datetime, by) -> tuple[CourseVersion, str]:
    """Read the files of a folder by the norms in force and store their version. Raises CourseRefused with every fault."""
    return load_course(reading=read_course(files, stored_norms()), at=at, by=by)


@transaction.atomic
def load_and_publish(*, files: Mapping[str, bytes], at: datetime, by) -> CourseVersion:
    """Read the files of a folder, store their version and publish it: all of it or nothing."""
    version, _ = _load(read_course(files, stored_norms()), at=at, by=by)
    if not version.published_at:
        _publish(version, version.course, at=at, by=by)
    return version


@transaction.atomic
def publish_checked(*, version: CourseVersion, at: datetime, by) -> bool:
    """Publish a version whose folder is read again first: a norm may have changed since it was loaded."""
    course = _course(version.course.code)  # nobody loads it again meanwhile
    version.refresh_from_db()
    files = folder_of(version)
    if not files:
        raise Refusal(f"La versión {version} no guarda su carpeta. Cárguela otra vez y publíquela.")
    if version.published_at:
        return False
    read_course(files, stored_norms())
    return _publish(version, course, at=at, by=by)


@transaction.atomic
def publish(*, version: CourseVersion, at: datetime, by=None) -> bool:
    """Publish a version for good; whether it was not yet. Refuses one that is older than what is published."""
    course = _course(version.course.code)
    version.refresh_from_db(fields=["published_at", "content_sha256", "version"])
    return not version.published_at and _publish(version, course, at=at, by=by)


def _publish(version: CourseVersion, course: Course, *, at: datetime, by) -> bool:
    newer = [other for other in course.versions.light().published() if other.order >= version.order]
    if newer:
        newest = max(newer, key=lambda other: other.order)
        raise Refusal(
            f"De {course.code} ya está publicada la versión {newest.version}; la {version.version} no es más nueva."
        )
    version.published_at = at
    version.save(update_fields=["published_at"])
    data = {"version": version.version, "sha256": version.content_sha256}
    audit.record(by=by, verb="course.published", target=version, at=at, data=data)
    return True


@transaction.atomic
def record_review(*, version: CourseVersion, reviewer: str, on: date, by, at: datetime) -> None:
    """Write down the expert who read a version and when: its pages no longer say that it is a draft. Once."""
    stored = CourseVersion.objects.light().select_for_update().get(pk=version.pk)
    name = one_line(reviewer)
    problems: dict[str, list[str]] = {}
    if not name or len(name) > LONGEST_REVIEWER:
        problems["reviewer"] = [f"Escriba quién lo revisó, con hasta {LONGEST_REVIEWER} letras."]
    if on > timezone.localdate(at):
        problems["on"] = ["El día de la revisión no puede estar en el futuro."]
    if problems:
        raise Refusal("Falta corregir los datos de la revisión.", fields=problems)
    if stored.reviewed_by:
        raise AlreadyReviewed(
            f"Ya está anotada la revisión de {stored.reviewed_by}; se anota una sola vez por versión."
        )
    stored.reviewed_by, stored.reviewed_on = name, on
    stored.save(update_fields=["reviewed_by", "reviewed_on"])
    audit.record(
        by=by, verb="course.reviewed", target=stored, at=at, data={"version": stored.version, "on": on.isoformat()}
    )


def _course(code: str) -> Course:
    """Return the course of a code, locked; refuses a code that only capitals tell from another's."""
    alike = Course.objects.filter(code__iexact=code).exclude(code=code).first()
    if alike:
        raise Refusal(f"Ya existe el curso {alike.code}: «{code}» solo se diferencia por las mayúsculas.")
    Course.objects.get_or_create(code=code)
    return Course.objects.select_for_update().get(code=code)


def _hash(raw: bytes) -> str:
    return sha256(raw).hexdigest()
