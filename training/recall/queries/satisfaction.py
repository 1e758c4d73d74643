"""Who may say what they think of a course, and what was said to those who teach."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.cohorts.queries.cohorts import run_by
from training.learning.queries.opinions import OpinionLink
from training.recall.choices import BEST, LEAST_PEOPLE
from training.recall.models import Satisfaction
from training.recall.queries.retention import Opinion, opinion_from


@dataclass(frozen=True)
class CourseOpinions:
    """A course in the cohorts that somebody runs. `opinion`: None below LEAST_PEOPLE; `sentences` then is empty."""

    code: str
    title: str
    is_demo: bool
    opinion: Opinion | None
    sentences: list[str]


def may_say(enrolment: Enrolment) -> bool:
    """Whether the course is over for the person: the cohort ended, or the certificate is there. At most one query."""
    if enrolment.withdrawn_at is not None:
        return False
    return enrolment.cohort.state == CohortState.ENDED or Certificate.objects.filter(enrolment=enrolment.pk).exists()


def said_by(enrolment: Enrolment) -> Satisfaction | None:
    return Satisfaction.objects.filter(enrolment=enrolment.pk).first()


def links_of(enrolments: Sequence[Enrolment]) -> dict[int, OpinionLink]:
    """Return where each person says it, for those whose course is over. Two queries."""
    rows = [one for one in enrolments if one.withdrawn_at is None]
    over = {one.pk for one in rows if one.cohort.state == CohortState.ENDED}
    over |= set(Certificate.objects.filter(enrolment__in=rows).values_list("enrolment", flat=True))
    said = dict(Satisfaction.objects.filter(enrolment__in=over).values_list("enrolment", "score"))
    return {
        one.pk: OpinionLink(
            reverse("recall:satisfaction", args=[one.cohort.code]),
            f"Su opinión: {said[one.pk]} de {BEST}" if one.pk in said else "Decir si le sirvió",
        )
        for one in rows
        if one.pk in over
    }


def opinions_for(user: User) -> list[CourseOpinions]:
    """Return what was said in the cohorts that the user runs, by course; those of demonstrations apart, last. Two queries.

    All cohorts of a course together, and the sentences by their letters: neither says who wrote one.
    """
    rows = Satisfaction.objects.filter(enrolment__cohort__in=run_by(user).order_by().values("pk")).order_by(
        "text", "pk"
    )
    rows = rows.select_related("enrolment__cohort__version__course").defer("enrolment__cohort__version__content")
    found: dict[tuple[bool, str], list[Satisfaction]] = defaultdict(list)
    titles: dict[str, tuple[int, str]] = {}
    for row in rows:
        cohort = row.enrolment.cohort
        version = cohort.version
        found[cohort.is_demonstration or version.is_demonstration, version.course.code].append(row)
        titles[version.course.code] = max(titles.get(version.course.code, (0, "")), (version.pk, version.title))
    return [
        CourseOpinions(
            code, titles[code][1], is_demo, opinion_from([row.score for row in said]) if len(said) >= LEAST_PEOPLE else None,
            [row.text for row in said if row.text] if len(said) >= LEAST_PEOPLE else [],
        )
        for (is_demo, code), said in sorted(found.items())
    ]  # fmt: skip
