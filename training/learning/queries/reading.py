"""What people read: the lessons of a course in their order, and where each person stopped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from training.cohorts.models import Enrolment
from training.grading.document import Course, Lesson, Module
from training.learning.models import LessonVisit

Key = tuple[str, str]  # codes of a module and of its lesson
Visits = Mapping[Key, LessonVisit]


@dataclass(frozen=True)
class Place:
    """A lesson where it stands. `number`, `module_number`: from 1, within the module and the course."""

    module: Module
    lesson: Lesson
    module_number: int
    number: int

    @property
    def key(self) -> Key:
        return self.module.code, self.lesson.code


def places_of(course: Course) -> list[Place]:
    return [
        Place(module, lesson, module_number, number)
        for module_number, module in enumerate(course.modules, start=1)
        for number, lesson in enumerate(module.lessons, start=1)
    ]


def visits_of(enrolments: Iterable[Enrolment]) -> dict[int, dict[Key, LessonVisit]]:
    """Return the visits of each enrolment by its id, then by lesson. One query."""
    found: dict[int, dict[Key, LessonVisit]] = defaultdict(dict)
    for visit in LessonVisit.objects.filter(enrolment__in=list(enrolments)).order_by("pk"):
        found[visit.enrolment_id][visit.key] = visit
    return found


def place_to_resume(course: Course, visits: Visits) -> tuple[Place, str] | None:
    """Return the lesson where reading goes on, with its anchor: the last one opened, or the first unread after a finished one.

    None once every lesson is read. Lessons of other versions are ignored.
    """
    places = places_of(course)
    order = {place.key: number for number, place in enumerate(places)}
    known = [visit for key, visit in visits.items() if key in order]
    last = max(known, key=lambda visit: (visit.last_at, order[visit.key]), default=None)
    if last is not None and last.done_at is None:
        return places[order[last.key]], last.anchor
    start = order[last.key] + 1 if last is not None else 0
    for place in places[start:] + places[:start]:
        visit = visits.get(place.key)
        if visit is None or visit.done_at is None:
            return place, visit.anchor if visit else ""
    return None


def last_visits(enrolments: Sequence[int]) -> dict[int, datetime]:
    """Return the moment of the last visit of each enrolment that has one. Fills cohorts' slot `last_activity`."""
    rows = LessonVisit.objects.filter(enrolment__in=enrolments).order_by().values("enrolment")
    return dict(rows.annotate(last=Max("last_at")).values_list("enrolment", "last"))
