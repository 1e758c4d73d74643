"""Deadlines of assessments: extensions by a reasoned decision of coordination, and what happens when one passes."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts.permissions import Permission
from accounts.queries import people_who
from core.process import deadlines
from core.process.transitions import require_reason
from core.refusals import Refusal
from core.words import long_day
from diagnostics.assessments.choices import RoundStatus, State
from diagnostics.assessments.models import Assessment, Extension, Round
from diagnostics.review.actions import clarifications, replies
from diagnostics.review.choices.notifications import EXTENDED
from notices.actions.notifications import tell

WHO_ACTS = {
    State.SIGN_OFF: Permission.SIGN_ASSESSMENT,
    State.IN_REVIEW: Permission.REVIEW_ANSWERS,
    State.REPLY_DECISION: Permission.DECIDE_REPLIES,
}
ENDINGS = {State.CLARIFICATION: clarifications.expire, State.REPLY_OPEN: replies.expire}
assert ENDINGS.keys() == Assessment.process.moves_on


@transaction.atomic
def extend(*, assessment: Assessment, until: date, reason: str, by, at: datetime) -> Extension:
    """Extend the deadline of an assessment's state, and notify those who act in it. Refuses as `deadlines.extend`."""
    extension = deadlines.extend(assessment, until=until, reason=reason, by=by, at=at, verb="term.extended")
    _tell(extension, at)
    return extension


def _tell(extension: Extension, at: datetime) -> None:
    assessment, until = extension.assessment, extension.due_on
    permission = WHO_ACTS.get(State(assessment.state), Permission.FILL_ANSWERS)
    tell(
        to=[person.pk for person in people_who(permission, assessment.municipality)],
        text=EXTENDED,
        values={
            "municipio": str(assessment.municipality),
            "fecha": long_day(until),
            "etapa": assessment.get_state_display(),
            "ciclo": str(assessment.round),
            "razon": extension.reason,
        },
        key=f"extension:{extension.pk}",
        url=assessment.get_absolute_url(),
        at=at,
    )


class CannotExtendAll(Refusal):
    """At least one of the deadlines cannot be extended, so none was; `details` say why, one line per municipality."""


@transaction.atomic
def extend_many(
    *, round: Round, places: Collection[str], until: date, reason: str, by, at: datetime
) -> list[Extension]:
    """Extend the deadlines of the municipalities named by slug to one day, for one reason: all of them or none.

    Refuses ReasonMissing, CannotExtendAll.
    """
    require_reason(reason)
    rows = Assessment.objects.select_for_update(of=("self",)).filter(round=round, municipality__slug__in=places)
    granted, refused = [], []
    for assessment in rows.with_context().order_by("pk"):
        try:
            granted.append(
                deadlines.extend_locked(assessment, until=until, reason=reason, by=by, at=at, verb="term.extended")
            )
        except Refusal as refusal:
            name, why = str(assessment.municipality), refusal.message
            refused.append(why if name in why else f"{name}: {why[0].lower()}{why[1:]}")
    if refused:
        raise CannotExtendAll("No se prorrogó ningún plazo.", refused)
    if not granted:
        raise CannotExtendAll("Elija al menos un municipio.")
    for extension in granted:
        _tell(extension, at)
    return granted


def end_terms(*, today: date, at: datetime) -> int:
    rows = Assessment.objects.filter(round__status=RoundStatus.OPEN)
    return deadlines.end_passed(rows, ENDINGS, today=today, at=at)
