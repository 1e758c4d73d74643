"""Telling those who take a course in a cohort, and those who teach it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from notices.actions.notifications import tell
from notices.choices import NoticeText
from training.cohorts.choices.telling import CANCELLED_TOLD, CHANGED_TOLD, ENDED_TOLD, JUDGED_TOLD, SENT_TOLD
from training.cohorts.models import Cohort, Enrolment, MakeUp


def tell_learners(
    cohort: Cohort, text: NoticeText, *, key: str, at: datetime, values: Mapping[str, str] | None = None
) -> int:
    """Tell everybody who takes it once for each `key`; return how many are newly told. The text has «curso» and «grupo»."""
    to = list(cohort.enrolments.active().values_list("user", flat=True))
    known = {"curso": cohort.version.title, "grupo": cohort.name} | dict(values or {})
    return tell(to=to, text=text, values=known, key=key, url=cohort.get_absolute_url(), at=at)


def tell_changed(cohort: Cohort, what: Iterable[str], *, at: datetime) -> None:
    key = f"cohort-changed:{cohort.pk}:{cohort.revision}"
    tell_learners(cohort, CHANGED_TOLD, key=key, at=at, values={"que_cambio": ", ".join(what)})


def tell_over(cohort: Cohort, *, at: datetime) -> None:
    """Tell that it was cancelled, or ended before its last day."""
    text = CANCELLED_TOLD if cohort.is_cancelled else ENDED_TOLD
    tell_learners(cohort, text, key=f"cohort-over:{cohort.pk}", at=at, values={"razon": cohort.reason})


def tell_instructors(make_up: MakeUp, *, at: datetime) -> None:
    cohort = make_up.enrolment.cohort
    to = list(cohort.teaching.values_list("user", flat=True))
    values = {"curso": cohort.version.title, "grupo": cohort.name}
    key = f"make-up:{make_up.pk}:{make_up.sent_at:%Y%m%d%H%M%S%f}"
    url = reverse("cohorts:make-up-judge", args=[cohort.code, make_up.pk])
    tell(to=to, text=SENT_TOLD, values=values, key=key, url=url, at=at)


def tell_judged(make_up: MakeUp, enrolment: Enrolment, *, at: datetime) -> None:
    cohort = enrolment.cohort
    values = {
        "curso": cohort.version.title, "que_paso": "Se aceptó" if make_up.accepted_at else "Se devolvió",
        "razon": make_up.reason or "No le falta nada más de las sesiones en vivo.",
    }  # fmt: skip
    url = cohort.get_absolute_url() if make_up.accepted_at else reverse("cohorts:make-up-send", args=[cohort.code])
    key = f"make-up-judged:{make_up.pk}:{at:%Y%m%d%H%M%S%f}"
    tell(to=[enrolment.user_id], text=JUDGED_TOLD, values=values, key=key, url=url, at=at)
