"""Telling who teaches that a work arrived, and its author that it was corrected."""

from datetime import datetime

from django.urls import reverse

from core.words import long_day
from notices.actions.notifications import tell
from training.assignments.choices.telling import HANDED_IN_TOLD, JUDGED_TOLD
from training.assignments.models import Work
from training.assignments.queries.works import assignment_of


def tell_handed_in(work: Work, *, at: datetime) -> None:
    cohort = work.enrolment.cohort
    to = list(cohort.teaching.exclude(user=work.enrolment.user_id).values_list("user", flat=True))
    values = _values(work) | {"hasta": long_day(work.due_on)}
    url = reverse("assignments:work-judge", args=[work.pk])
    tell(to=to, text=HANDED_IN_TOLD, values=values, key=f"work:{work.pk}:{work.version}", url=url, at=at)


def tell_judged(work: Work, *, at: datetime) -> None:
    cohort, is_accepted = work.enrolment.cohort, work.is_accepted
    what_follows = (
        "Mire en el curso qué le falta." if is_accepted else "Lea la razón de cada criterio que no alcanza."
        + (" Corríjala y entréguela otra vez." if cohort.is_open else "")
    )  # fmt: skip
    values = _values(work) | {"que_paso": "Se aceptó" if is_accepted else "Se devolvió", "que_sigue": what_follows}
    url = reverse("assignments:work", args=[cohort.code, work.module])
    key = f"work-judged:{work.pk}:{work.version}"
    tell(to=[work.enrolment.user_id], text=JUDGED_TOLD, values=values, key=key, url=url, at=at)


def _values(work: Work) -> dict[str, str]:
    assignment = assignment_of(work.enrolment.cohort.version, work.module)
    return {"curso": work.enrolment.cohort.version.title, "tarea": assignment.title if assignment else work.module}
