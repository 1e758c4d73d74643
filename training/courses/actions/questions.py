"""Questions of a file, added to the version of a course that is not published yet."""

import hashlib
import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.refusals import Refusal
from training.courses.loaders.question_codes import make_unique, matter
from training.courses.models import Course, CourseFile, CourseVersion
from training.grading import document

Question = dict[str, Any]


@dataclass(frozen=True)
class Added:
    """`counts`: questions added, by module code."""

    version: CourseVersion
    counts: dict[str, int]


class NoPlace(Refusal):
    """The file is sound, but the course has no place for its questions."""


@transaction.atomic
def add_questions(
    *, course: str, module: str, found: Sequence[tuple[str, Question]], at: datetime, is_trial: bool = False
) -> Added:
    """Add the questions to the banks of their modules: of `module`, else of the one that their category names, else the first.

    A course without an unpublished version gets one, with the next number. With `is_trial` nothing is written.
    """
    version, is_new = _unpublished(course)
    content = deepcopy(version.content)
    modules = {one["code"]: one for one in content["modules"]}
    if module and module not in modules:
        raise NoPlace(f"El curso {course} no tiene el módulo «{module}». Tiene: {', '.join(modules)}.")
    counts: dict[str, int] = {}
    for category, question in found:
        place = module or (category if category in modules else next(iter(modules)))
        _add(modules[place], dict(question))
        counts[place] = counts.get(place, 0) + 1
    if not is_trial:
        _store(version, content, at=at, is_new=is_new)
        audit.record(by=None, verb="course.questions_added", target=version, at=at, data=counts)
    return Added(version, counts)


def _unpublished(code: str) -> tuple[CourseVersion, bool]:
    course = Course.objects.select_for_update().filter(code=code).first()
    versions = list(course.versions.all()) if course else []
    if not versions:
        raise NoPlace(f"No hay ningún curso con el código {code}.")
    newest = max(versions, key=lambda version: version.order)
    waiting = [version for version in versions if not version.published_at]
    if waiting:
        return max(waiting, key=lambda version: version.order), False
    *high, last = newest.order
    number = ".".join(map(str, [*high, last + 1]))
    return CourseVersion(
        course=course, version=number, title=newest.title, hours=newest.hours, is_demonstration=newest.is_demonstration,
        content=newest.content | {"version": number},
    ), True  # fmt: skip


def _add(module: dict[str, Any], question: Question) -> None:
    bank = module.setdefault("quiz", [])
    if any(matter(one) == matter(question) for one in bank):
        raise NoPlace(f"La pregunta «{question['text'][:80]}» ya está en el módulo {module['code']}.")
    taken = [one["code"] for one in (*bank, *module.get("recall", ()))]
    make_unique([question], taken)
    bank.append(question)


def _store(version: CourseVersion, content: dict[str, Any], *, at: datetime, is_new: bool) -> None:
    document.parse(content)
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
    version.content, version.content_sha256, version.loaded_at = content, hashlib.sha256(plain.encode()).hexdigest(), at
    version.save()
    if is_new:
        before = max(version.course.versions.exclude(pk=version.pk), key=lambda one: one.order)
        CourseFile.objects.bulk_create(
            CourseFile(version=version, name=file.name, sha256=file.sha256, content=file.content)
            for file in before.files.all()
        )
