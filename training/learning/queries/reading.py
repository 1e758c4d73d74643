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
    last = _last_opened(places, visits)
    if last is not None and not _is_read(last, visits):
        return last, visits[last.key].anchor
    start = places.index(last) + 1 if last is not None else 0
    for place in places[start:] + places[:start]:
        if not _is_read(place, visits):
            return place, visits[place.key].anchor if place.key in visits else ""
    return None


def module_just_read(course: Course, visits: Visits) -> str:
    """Return the code of the module of the last lesson opened, once every lesson of it is read; otherwise ""."""
    places = places_of(course)
    last = _last_opened(places, visits)
    if last is None:
        return ""
    is_whole = all(_is_read(place, visits) for place in places if place.module is last.module)
    return last.module.code if is_whole else ""


def _last_opened(places: Sequence[Place], visits: Visits) -> Place | None:
    """Return the lesson opened last; of those of one moment, the one that comes last in the course."""
    opened = [place for place in places if place.key in visits]
    return max(reversed(opened), key=lambda place: visits[place.key].last_at, default=None)


def _is_read(place: Place, visits: Visits) -> bool:
    return place.key in visits and visits[place.key].done_at is not None


def last_visits(enrolments: Sequence[int]) -> dict[int, datetime]:
    """Return the moment of the last visit of each enrolment that has one. Fills cohorts' slot `last_activity`."""
    rows = LessonVisit.objects.filter(enrolment__in=enrolments).order_by().values("enrolment")
    return dict(rows.annotate(last=Max("last_at")).values_list("enrolment", "last"))
