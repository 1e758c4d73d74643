"""What people remember of a course, and what they say of it. From LEAST_PEOPLE people on."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from training.recall.choices import DAYS, LEAST_PEOPLE
from training.recall.models import RecallAnswer, Satisfaction


@dataclass(frozen=True)
class Retention:
    """Of the answers some days after: how many were right. `people`: who answered at least one question."""

    days: int
    people: int
    answers: int
    right: int

    @property
    def percent(self) -> int:
        return int(Fraction(100 * self.right, self.answers) + Fraction(1, 2))


@dataclass(frozen=True)
class Opinion:
    """`mean`: of 1 to 5, with one decimal, rounded half up."""

    people: int
    mean: str


def retention_of(courses: Iterable[str]) -> dict[str, list[Retention]]:
    """Return what each course kept after 3, 10 and 30 days, where enough people answered. One query.

    All versions of a course together.
    """
    rows = RecallAnswer.objects.filter(round__enrolment__cohort__version__course__code__in=list(courses)).order_by()
    counted = rows.values_list("round__enrolment__cohort__version__course__code", "round__number").annotate(
        people=Count("round", distinct=True), answers=Count("pk"), right=Count("pk", filter=Q(is_right=True))
    )
    found: dict[str, list[Retention]] = defaultdict(list)
    for code, number, people, answers, right in sorted(counted):
        if people >= LEAST_PEOPLE:
            found[code].append(Retention(DAYS[number - 1], people, answers, right))
    return found


def opinions_of(courses: Iterable[str]) -> dict[str, Opinion]:
    """Return the mean of what people say of each course, where enough said something. One query."""
    rows = Satisfaction.objects.filter(enrolment__cohort__version__course__code__in=list(courses)).order_by()
    counted = rows.values_list("enrolment__cohort__version__course__code", "score").annotate(n=Count("pk"))
    scores: dict[str, Counter[int]] = defaultdict(Counter)
    for code, score, number in counted:
        scores[code][score] += number
    return {code: opinion_from(found.elements()) for code, found in scores.items() if found.total() >= LEAST_PEOPLE}


def opinion_from(scores: Iterable[int]) -> Opinion:
    """Return the mean of at least one score."""
    scores = list(scores)
    tenths = int(Fraction(10 * sum(scores), len(scores)) + Fraction(1, 2))
    return Opinion(len(scores), f"{tenths // 10},{tenths % 10}")
