"""A course as who takes it sees it: what was read, each quiz and assignment, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from core.numbers import coverage, share
from core.words import counted
from training.assignments.choices import WorkState
from training.cohorts.models import Cohort, Enrolment
from training.grading.document import Course, Module
from training.grading.progress import MOST_ATTEMPTS, PRIOR_PASS_MARK, ModuleStanding, has_passed
from training.learning.presenters.missing import MissingLine, address_of, missing_lines
from training.learning.queries.certificates import CertificateLink
from training.learning.queries.progress import Progress, progress_of
from training.learning.queries.reading import Place, Visits, module_just_read, place_to_resume, places_of, visits_of
from training.quizzes.queries.onward import NextStep


@dataclass(frozen=True)
class CourseCard:
    """An enrolment in the list of a person's courses."""

    enrolment: Enrolment
    course: Course
    missing: list[MissingLine]
    read: int
    lessons: int
    next: NextStep | None
    certificate: CertificateLink | None

    @property
    def is_open(self) -> bool:
        return self.enrolment.cohort.is_open

    @property
    def percent(self) -> float:
        return share(self.read, self.lessons)


@dataclass(frozen=True)
class LessonLine:
    place: Place
    url: str
    is_read: bool
    is_begun: bool


@dataclass(frozen=True)
class PartLine:
    """A quiz or an assignment. `is_done`: it counts already. `url`: "" where its page is not served."""

    words: str
    is_done: bool
    url: str
    action: str


@dataclass(frozen=True)
class ModuleBlock:
    number: int
    module: Module
    lessons: list[LessonLine]
    quiz: PartLine | None
    assignment: PartLine | None


def card_of(
    enrolment: Enrolment, progress: Progress, visits: Visits, certificate: CertificateLink | None, *, at: datetime
) -> CourseCard:
    lines = missing_lines(enrolment, progress, at=at)
    places = places_of(progress.course)
    return CourseCard(
        enrolment, progress.course, lines, count_read(places, visits), len(places),
        next_step(enrolment, progress.course, visits, lines) if enrolment.cohort.is_open else None, certificate,
    )  # fmt: skip


def count_read(places: Sequence[Place], visits: Visits) -> int:
    return sum(place.key in visits and visits[place.key].done_at is not None for place in places)


def lesson_url(cohort: Cohort, place: Place, anchor: str = "") -> str:
    url = reverse("learning:lesson", args=[cohort.code, *place.key])
    return f"{url}#{anchor}" if anchor else url


def next_step(enrolment: Enrolment, course: Course, visits: Visits, lines: Sequence[MissingLine]) -> NextStep | None:
    """Return where to go on: the very place in a lesson, else the first missing thing that can be done.

    Once a module is read, its quiz and its assignment come before the lessons of the next one. Who only takes the quizzes goes
    to what is missing.
    """
    if not enrolment.has_prior_learning:
        earned = step_in_module(module_just_read(course, visits), lines)
        if earned is not None:
            return earned
        found = place_to_resume(course, visits)
        if found is not None:
            place, anchor = found
            action = "Seguir donde iba" if place.key in visits else "Seguir" if visits else "Empezar"
            words = f"Módulo {place.module_number}, lección {place.number}: {place.lesson.title}"
            return NextStep(lesson_url(enrolment.cohort, place, anchor), action, place.lesson.title, words)
    linked = sorted((line for line in lines if line.url), key=lambda line: not line.can_be_done)
    return _step_to(linked[0]) if linked else None


def step_in_module(module: str, lines: Sequence[MissingLine]) -> NextStep | None:
    """Return what is missing of a module and can be done now: its quiz, then its assignment."""
    here = (line for line in lines if module and line.module == module and line.can_be_done and line.url)
    return next(map(_step_to, here), None)


def next_step_for(enrolment: Enrolment, *, at: datetime) -> NextStep | None:
    """Return the next step where only the enrolment is at hand; none once its cohort is over. Fills the slot of quizzes."""
    if not enrolment.cohort.is_open:
        return None
    progress, visits = progress_of([enrolment])[enrolment.pk], visits_of([enrolment]).get(enrolment.pk, {})
    return next_step(enrolment, progress.course, visits, missing_lines(enrolment, progress, at=at))


def _step_to(line: MissingLine) -> NextStep:
    return NextStep(line.url, line.action, line.name, f"{line.name}: {line.state}")


def module_blocks(enrolment: Enrolment, progress: Progress, visits: Visits) -> list[ModuleBlock]:
    places, blocks = places_of(progress.course), []
    standings = {standing.module: standing for standing in progress.standing.modules}
    for number, module in enumerate(progress.course.modules, start=1):
        lessons = [_lesson_line(enrolment, place, visits) for place in places if place.module is module]
        standing = standings[module.code]
        blocks.append(
            ModuleBlock(
                number,
                module,
                lessons,
                _quiz_line(enrolment, progress, standing),
                _work_line(enrolment, module, progress),
            )
        )
    return blocks


def _lesson_line(enrolment: Enrolment, place: Place, visits: Visits) -> LessonLine:
    visit = visits.get(place.key)
    is_read = visit is not None and visit.done_at is not None
    anchor = visit.anchor if visit is not None and not is_read else ""
    return LessonLine(place, lesson_url(enrolment.cohort, place, anchor), is_read, visit is not None)


def _quiz_line(enrolment: Enrolment, progress: Progress, module: ModuleStanding) -> PartLine | None:
    if module.scores is None:
        return None
    standing, scores = progress.standing, module.scores
    is_prior = standing.has_prior_learning
    asked = coverage(PRIOR_PASS_MARK if is_prior else standing.pass_mark)
    most = 1 if is_prior else MOST_ATTEMPTS
    url = address_of("quizzes:quiz", enrolment.cohort.code, module.module)
    if not scores:
        return PartLine(
            f"Sin presentar. Se pide {asked}; tiene {counted(most, 'intento', 'intentos')}.", False, url, "Presentarla"
        )
    passed, best = has_passed(standing, scores), coverage(scores[0] if is_prior else max(scores[:most]))
    tried = f"{len(scores)} de {counted(most, 'intento', 'intentos')}"
    words = f"Aprobada con {best} en {tried}." if passed else f"Mejor intento {best}; se pide {asked}. {tried}."
    return PartLine(words, passed, url, "Ver sus intentos" if passed or len(scores) >= most else "Presentarla otra vez")


def _work_line(enrolment: Enrolment, module: Module, progress: Progress) -> PartLine | None:
    if module.assignment is None:
        return None
    state = progress.works.get(module.code)
    is_done = state == WorkState.ACCEPTED
    action = "Ver la tarea" if state in (WorkState.ACCEPTED, WorkState.HANDED_IN) else "Hacer la tarea"
    words = f"{module.assignment.title}. {state.label if state else 'Sin entregar'}."
    return PartLine(words, is_done, address_of("assignments:work", enrolment.cohort.code, module.code), action)
