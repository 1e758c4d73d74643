"""Works: the one of a person for an assignment, its deliveries and judgements, and those that wait for correction."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import User
from core.versioned_text.differences import Piece, word_differences
from training.assignments.choices import Level, WorkState
from training.assignments.models import Delivery, Judgement, Mark, Work, WorkFile
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.cohorts import counts_in_menu, run_by
from training.courses.models import CourseVersion
from training.courses.queries.versions import parsed_in_order
from training.grading.document import Assignment, Criterion

# Cohorts whose works are still corrected: who handed in on the last day waits for an answer.
CORRECTED_IN = (CohortState.OPEN, CohortState.ENDED)


def assignment_of(version: CourseVersion, module: str) -> Assignment | None:
    found = version.parsed.module(module)
    return found.assignment if found else None


def work_of(enrolment: Enrolment, module: str) -> Work | None:
    return Work.objects.filter(enrolment=enrolment, module=module).first()


class Judged(NamedTuple):
    """A criterion of the rubric with the level that a judgement gave. `level`: 1 to 3; 0 once its author erased the work."""

    criterion: Criterion
    level: int
    reason: str

    @property
    def said(self) -> str:
        return self.criterion.levels[self.level - 1] if self.level else ""

    @property
    def label(self) -> str:
        return Level(self.level).label if self.level else ""


class Past(NamedTuple):
    """A delivery as it was, with its judgement. `changes`: of the text since the delivery before; none for the first."""

    delivery: Delivery
    files: list[WorkFile]
    judgement: Judgement | None
    marks: list[Judged]
    changes: list[Piece]
    new_files: list[WorkFile]


def history_of(work: Work, rubric: Sequence[Criterion]) -> list[Past]:
    """Return the deliveries, the newest first. Three queries, however many there are."""
    rows = list(work.deliveries.select_related("judgement__by").prefetch_related("judgement__marks").order_by("number"))
    files, found = list(work.files.all()) if rows else [], []
    before: Delivery | None = None
    for row in rows:
        judgement = getattr(row, "judgement", None)
        own = [one for one in files if one.is_of(row.number)]
        changes = word_differences(before.text, row.text) if before and before.text != row.text else []
        new = [one for one in own if before and one.first_delivery == row.number]
        found.append(Past(row, own, judgement, _marks(judgement, rubric), changes, new))
        before = row
    return found[::-1]


def _marks(judgement: Judgement | None, rubric: Sequence[Criterion]) -> list[Judged]:
    if judgement is None:
        return []
    given: dict[int, Mark] = {mark.criterion: mark for mark in judgement.marks.all()}
    return [
        Judged(criterion, given[n].level if n in given else 0, given[n].reason if n in given else "")
        for n, criterion in enumerate(rubric)
    ]


def works_waiting(user: User) -> QuerySet[Work]:
    """Return the works that the user may correct now, the oldest first; nobody corrects their own."""
    cohorts = run_by(user).filter(state__in=CORRECTED_IN).order_by().values("pk")
    rows = Work.objects.with_context().filter(
        state=WorkState.HANDED_IN, enrolment__cohort__in=cohorts, enrolment__withdrawn_at=None
    )
    return rows.exclude(enrolment__user=user).order_by("handed_in_at", "pk")


def count_works_waiting(user: User) -> int:
    """Return how many wait for the user, for the menu."""
    return works_waiting(user).count() if counts_in_menu(user) else 0


def with_assignments(works: Sequence[Work]) -> list[tuple[Work, Assignment | None]]:
    """Pair works with their assignments. At most one query: of the courses that this process has not read yet."""
    versions = {work.enrolment.cohort.version_id: work.enrolment.cohort.version for work in works}
    courses = dict(zip(versions, parsed_in_order(versions.values()), strict=True))
    found = []
    for work in works:
        module = courses[work.enrolment.cohort.version_id].module(work.module)
        found.append((work, module.assignment if module else None))
    return found


def judgeable(user: User) -> QuerySet[Work]:
    """Return the works that the user may read to correct them, or corrected: those that were handed in."""
    cohorts = run_by(user).order_by().values("pk")
    rows = Work.objects.with_context().filter(enrolment__cohort__in=cohorts, enrolment__withdrawn_at=None)
    return rows.exclude(state=WorkState.DRAFT)


def readable_file(user: User, cohort: str, module: str, pk: int) -> WorkFile | None:
    """Return a file that the user may open: its author; once handed in also who teaches the cohort, and coordination."""
    run: QuerySet[Cohort] = run_by(user).order_by().values("pk")
    teaches = Q(
        first_delivery__isnull=False, work__enrolment__cohort__in=run, work__enrolment__withdrawn_at=None
    )  # fmt: skip
    rows = WorkFile.objects.filter(work__enrolment__cohort__code=cohort, work__module=module, pk=pk)
    return rows.filter(Q(work__enrolment__user=user) | teaches).first()


def owners_of_files(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file name, its work in words) for these stored files."""
    rows = WorkFile.objects.filter(file__in=names).order_by("pk")
    for name, cohort, module, work, number in rows.values_list(
        "file", "work__enrolment__cohort__code", "work__module", "work", "number"
    ):
        yield name, f"{cohort}, {module}: archivo {number} de la tarea {work}"
