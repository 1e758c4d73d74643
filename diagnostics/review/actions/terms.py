"""Deadlines of assessments: extensions by a reasoned decision of coordination, and what happens when one passes."""

from datetime import date, datetime

from django.db import transaction

from accounts.permissions import Permission
from accounts.queries import people_who
from core.process import deadlines
from core.words import long_day
from diagnostics.assessments.choices import State
from diagnostics.assessments.choices.notifications import DEADLINE
from diagnostics.assessments.models import Assessment, Extension
from diagnostics.review.actions import clarifications, replies
from notices.actions.notifications import notify

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
    assessment = extension.assessment
    permission = WHO_ACTS.get(State(assessment.state), Permission.FILL_ANSWERS)
    notify(
        to=[person.pk for person in people_who(permission, assessment.municipality)],
        kind=DEADLINE,
        key=f"extension:{extension.pk}",
        title=f"Más plazo para {assessment.municipality}: hasta el {long_day(until)}",
        body=f"{assessment.get_state_display()}, {assessment.round}. Razón: {reason}",
        url=assessment.get_absolute_url(),
        at=at,
    )
    return extension


def end_terms(*, today: date, at: datetime) -> int:
    return deadlines.end_passed(Assessment.objects.all(), ENDINGS, today=today, at=at)
