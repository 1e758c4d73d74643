"""How many people enrolled and were certified, by course and municipality, with small cells hidden (core.small_cells).

Rows are counted, not persons: an enrolment that was not withdrawn in a cohort that was opened; a certificate that is neither
revoked nor replaced. Of a demonstration apart from the rest. Whoever withdrew from the municipality counts under «sin dato».
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from core.small_cells import hidden_cells, is_small
from territory.models import Municipality
from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment

HIDDEN = "reservado"  # the word of a cell that is not shown
UNKNOWN = "sin dato"


@dataclass(frozen=True)
class Cells:
    """A measure by key, and its total; None where it is hidden."""

    total: int | None
    by_key: Mapping[int | str | None, int | None]

    def __getitem__(self, key: int | str | None) -> int | None:
        return self.by_key.get(key, 0)


@dataclass(frozen=True)
class PlaceCount:
    """`place`: None for enrolments that say no municipality."""

    place: Municipality | None
    enrolled: int | None
    certified: int | None


@dataclass(frozen=True)
class CourseCount:
    code: str
    is_demo: bool
    enrolled: int | None
    certified: int | None
    places: list[PlaceCount]

    @property
    def hides_some(self) -> bool:
        return any(None in (row.enrolled, row.certified) for row in self.places)


def cells_of(counts: Mapping[int | str | None, int]) -> Cells:
    hidden, total = hidden_cells(counts), sum(counts.values())
    shown = {key: None if key in hidden else count for key, count in counts.items()}
    return Cells(None if is_small(total) else total, shown)


def course_counts(codes: Iterable[str] | None = None) -> list[CourseCount]:
    """Return the counts of each course with anybody in it, by code, those of demonstrations last. `codes`: of these only.

    Three queries, however many people there are.
    """
    places: list[Municipality | None] = [*Municipality.objects.in_river_order(), None]
    enrolled, certified = _grouped(_enrolments(), codes), _grouped(_certificates(), codes)
    return [
        _count(code, is_demo, places, enrolled[code, is_demo], certified[code, is_demo])
        for code, is_demo in sorted({*enrolled, *certified}, key=lambda key: (key[1], key[0]))
    ]


def certified_until(last: date, *, is_demo: bool) -> dict[str, dict[int | str | None, int | None]]:
    """Return the certificates issued up to a day by course, then by municipality (its key); None where a count is hidden.

    Two queries. The cells are hidden by the rule of the counts that everybody sees.
    """
    keys = [*Municipality.objects.values_list("pk", flat=True), None]
    found = _grouped(_certificates().filter(issued_on__lte=last), None)
    return {
        code: dict(cells_of({key: counts[key] for key in keys}).by_key)
        for (code, demo), counts in found.items()
        if demo == is_demo
    }


def _count(
    code: str, is_demo: bool, places: list[Municipality | None], enrolled: Counter, certified: Counter
) -> CourseCount:
    keys = [place.pk if place else None for place in places]
    people, done = (cells_of({key: counts[key] for key in keys}) for counts in (enrolled, certified))
    rows = [PlaceCount(place, people[key], done[key]) for place, key in zip(places, keys, strict=True)]
    return CourseCount(code, is_demo, people.total, done.total, rows)


def _enrolments() -> QuerySet:
    rows = Enrolment.objects.active().filter(cohort__state__in=[CohortState.OPEN, CohortState.ENDED])
    shown = Q(cohort__is_demonstration=True) | Q(cohort__version__is_demonstration=True)
    return rows.annotate(of=F("cohort__version__course__code"), shown=shown, where=F("municipality"))


def valid_certificates() -> QuerySet[Certificate]:
    return Certificate.objects.current().filter(revoked_at=None)


def _certificates() -> QuerySet:
    rows = valid_certificates().annotate(of=F("achievement"), where=F("enrolment__municipality"))
    return rows.annotate(shown=F("is_demonstration"))


def _grouped(rows: QuerySet, codes: Iterable[str] | None) -> defaultdict[tuple[str, bool], Counter]:
    """One query: (course, whether of a demonstration) → municipality → rows."""
    found: defaultdict[tuple[str, bool], Counter] = defaultdict(Counter)
    if codes is not None:
        rows = rows.filter(of__in=list(codes))
    counted = rows.order_by().values_list("of", "shown", "where").annotate(n=Count("pk"))
    for code, is_demo, place, number in counted:
        found[code, bool(is_demo)][place] += number
    return found
