"""How far people are in a course, from what they handed in and attended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from training.assignments.choices import WorkState
from training.assignments.models import Work
from training.cohorts.models import Attendance, Cohort, Enrolment, MakeUp
from training.courses.models import CourseVersion
from training.courses.queries.versions import parsed_in_order
from training.grading.document import Course
from training.grading.progress import ModuleStanding, Standing, eligible
from training.quizzes.models import Attempt

Marks = dict[tuple[int, str], list[Fraction]]
States = dict[tuple[int, str], WorkState]


@dataclass(frozen=True)
class Progress:
    """`works`: state of what was begun for each assignment, by module. `attended`: numbers of live sessions."""

    course: Course
    standing: Standing
    works: Mapping[str, WorkState]
    attended: frozenset[int]
    make_up: MakeUp | None


def progress_of(enrolments: Sequence[Enrolment]) -> dict[int, Progress]:
    """Return what each enrolment has done, by its id. The enrolments carry `cohort`; six queries at most, however many there are.

    Fewer where they carry the version of the course and `make_up` too.
    """
    ids = [enrolment.pk for enrolment in enrolments]
    courses, scores, works, attended = _courses(enrolments), _scores(ids), _works(ids), _attended(ids)
    make_ups = _make_ups(enrolments)
    found = {}
    for enrolment in enrolments:
        pk, course = enrolment.pk, courses[enrolment.cohort.version_id]
        sessions, make_up = frozenset(attended[pk]), make_ups.get(pk)
        standing = Standing(
            course.pass_mark, _modules(pk, course, scores, works), len(sessions),
            make_up is not None and make_up.accepted_at is not None, enrolment.has_prior_learning,
        )  # fmt: skip
        own = {module.code: works[pk, module.code] for module in course.modules if (pk, module.code) in works}
        found[pk] = Progress(course, standing, own, sessions, make_up)
    return found


def standings(enrolments: Sequence[Enrolment]) -> dict[int, Standing]:
    return {pk: progress.standing for pk, progress in progress_of(enrolments).items()}


def standing_of(enrolment: Enrolment) -> Standing:
    return standings([enrolment])[enrolment.pk]


def completed(enrolments: Sequence[Enrolment]) -> set[int]:
    """Return the ids of those who lack nothing for their certificate."""
    return {pk for pk, standing in standings(enrolments).items() if eligible(standing)}


def _courses(enrolments: Sequence[Enrolment]) -> dict[int, Course]:
    cohorts = [enrolment.cohort for enrolment in enrolments]
    known = {cohort.version_id: cohort.version for cohort in cohorts if Cohort.version.is_cached(cohort)}
    unknown = {cohort.version_id for cohort in cohorts} - set(known)
    if unknown:
        known |= CourseVersion.objects.light().in_bulk(unknown)
    return dict(zip(known, parsed_in_order(known.values()), strict=True))


def _make_ups(enrolments: Sequence[Enrolment]) -> dict[int, MakeUp]:
    if all(Enrolment.make_up.is_cached(enrolment) for enrolment in enrolments):
        return {enrolment.pk: enrolment.make_up for enrolment in enrolments if hasattr(enrolment, "make_up")}
    return {row.enrolment_id: row for row in MakeUp.objects.filter(enrolment__in=enrolments)}


def _scores(ids: Sequence[int]) -> Marks:
    found: Marks = defaultdict(list)
    rows = Attempt.objects.handed_in().filter(enrolment__in=ids).order_by("number")
    for enrolment, module, points, out_of in rows.values_list("enrolment", "module", "points", "out_of"):
        found[enrolment, module].append(Fraction(points) / out_of)
    return found


def _works(ids: Sequence[int]) -> States:
    rows = Work.objects.filter(enrolment__in=ids).values_list("enrolment", "module", "state")
    return {(enrolment, module): WorkState(state) for enrolment, module, state in rows}


def _attended(ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(enrolment__in=ids).values_list("enrolment", "session__number")
    for enrolment, number in rows:
        found[enrolment].add(number)
    return found


def _modules(enrolment: int, course: Course, scores: Marks, works: States) -> list[ModuleStanding]:
    return [
        ModuleStanding(
            module.code,
            scores.get((enrolment, module.code), []) if module.quiz else None,
            works.get((enrolment, module.code)) == WorkState.ACCEPTED if module.assignment else None,
        )
        for module in course.modules
    ]
