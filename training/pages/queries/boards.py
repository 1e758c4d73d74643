"""What the boards of training show: who is stuck where, and certified people per office with small cells hidden."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from accounts.models import User
from core.small_cells import hidden_cells
from core.words import folded
from territory.models import Municipality
from training.assignments.choices import WorkState
from training.assignments.models import Work
from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries.activity import silent_since
from training.cohorts.queries.cohorts import run_by
from training.courses.models import CourseVersion
from training.learning.models import LessonQuestion
from training.pages.queries.counts import CourseCount, PlaceCount, valid_certificates
from training.quizzes.models import Attempt

SILENT = timedelta(days=7)
FAILED = 2  # attempts
NO_OFFICE = "Sin dependencia"


@dataclass(frozen=True)
class CohortStanding:
    """`silent`: did nothing for seven days and have no certificate. `failed`: twice below the mark of a quiz not passed since."""

    cohort: Cohort
    people: int
    silent: list[Enrolment]
    failed: list[Enrolment]
    works: int
    questions: int


def standings_of(user: User, today: date) -> list[CohortStanding]:
    """Return the open cohorts that the user may run. A fixed number of queries, however many people there are."""
    cohorts = list(run_by(user).filter(state=CohortState.OPEN).order_by("starts_on", "code"))
    people = list(
        Enrolment.objects.active().select_related("cohort", "user").filter(cohort__in=cohorts).order_by("name", "pk")
    )
    by_cohort: dict[int, list[Enrolment]] = defaultdict(list)
    for one in people:
        by_cohort[one.cohort_id].append(one)
    since, failed = silent_since(people), _failed(cohorts)
    done = set(Certificate.objects.filter(enrolment__cohort__in=cohorts).values_list("enrolment", flat=True))
    waiting = Counter(
        dict(
            Work.objects.filter(enrolment__cohort__in=cohorts, state=WorkState.HANDED_IN, enrolment__withdrawn_at=None)
            .order_by().values_list("enrolment__cohort").annotate(n=Count("pk"))
        )
    )  # fmt: skip
    asked = LessonQuestion.objects.filter(enrolment__cohort__in=cohorts).waiting().order_by()
    unanswered = dict(asked.values_list("enrolment__cohort").annotate(n=Count("pk")))
    return [
        CohortStanding(
            cohort, len(by_cohort[cohort.pk]),
            [one for one in by_cohort[cohort.pk] if today - since[one.pk] >= SILENT and one.pk not in done],
            [one for one in by_cohort[cohort.pk] if one.pk in failed], waiting[cohort.pk],
            unanswered.get(cohort.pk, 0),
        )
        for cohort in cohorts
    ]  # fmt: skip


def _failed(cohorts: Sequence[Cohort]) -> set[int]:
    """Two queries."""
    versions = CourseVersion.objects.in_bulk({cohort.version_id for cohort in cohorts})
    marks = {cohort.pk: versions[cohort.version_id].parsed.pass_mark * 10_000 for cohort in cohorts}
    tried = Attempt.objects.handed_in().filter(enrolment__cohort__in=cohorts).order_by()
    rows = tried.values_list("enrolment", "enrolment__cohort", "module").annotate(n=Count("pk"), best=Max("share"))
    return {enrolment for enrolment, cohort, _, number, best in rows if number >= FAILED and best < marks[cohort]}


@dataclass(frozen=True)
class OfficeCount:
    """`certified`: None where it is hidden."""

    office: str
    certified: int | None


@dataclass(frozen=True)
class CourseInPlace:
    """A course in one municipality. `offices`: empty where its own count is hidden, since they would add up to it."""

    count: CourseCount
    row: PlaceCount
    offices: list[OfficeCount]


def courses_in(place: Municipality, counts: Sequence[CourseCount]) -> list[CourseInPlace]:
    """Return each course with the certified people of each office. One query.

    The counts of the municipality are those that everybody sees, so that both tables together give nothing away.
    """
    rows = valid_certificates().filter(enrolment__municipality=place)
    certified: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for code, is_demo, office in rows.order_by("pk").values_list(
        "achievement", "is_demonstration", "enrolment__office"
    ):
        names.setdefault(folded(office), office or NO_OFFICE)
        certified[code, is_demo][folded(office)] += 1
    found = []
    for one in counts:
        row = next(row for row in one.places if row.place == place)
        offices = certified[one.code, one.is_demo] if row.certified is not None else Counter()
        hidden = hidden_cells(offices)
        shown = [OfficeCount(names[key], None if key in hidden else offices[key]) for key in sorted(offices)]
        if row.enrolled != 0 or row.certified != 0:
            found.append(CourseInPlace(one, row, shown))
    return found
