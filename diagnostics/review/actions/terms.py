"""Terms: more time by a reasoned decision of coordination, and what happens by itself when one ends."""

import logging
from datetime import date, datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.actions.notifications import notify
from accounts.choices import NotificationKind
from accounts.permissions import Permission
from accounts.queries import people_who
from core import audit
from core.refusals import Refusal
from core.words import long_day
from diagnostics.assessments.actions.steps import locked, require_reason, require_state
from diagnostics.assessments.choices import PASSES_BY_ITSELF, TERMS, UNSIGNED, State
from diagnostics.assessments.models import Assessment, Extension
from diagnostics.review.actions import clarifications, replies

logger = logging.getLogger(__name__)
WITH_TERM = UNSIGNED | set(TERMS)
MOST = timedelta(days=366)  # of one extension: a year typed wrong must not give a century
ACTS = {
    State.SIGN_OFF: Permission.SIGN_ASSESSMENT,
    State.IN_REVIEW: Permission.REVIEW_ANSWERS,
    State.REPLY_DECISION: Permission.DECIDE_REPLIES,
}


class NoMoreTime(Refusal):
    """The new day gives no time, or there is no term to extend."""


@transaction.atomic
def extend(*, assessment: Assessment, until: date, reason: str, by, at: datetime) -> Extension:
    """Give more time in the state in which a diagnosis is, and tell who acts in it.

    Refuses WithoutReason, WrongState where no term runs, NoMoreTime.
    """
    require_reason(reason)
    assessment = locked(assessment)
    require_state(assessment, *WITH_TERM)
    if assessment.due_on is None:
        raise NoMoreTime(f"{assessment.municipality} no tiene plazo en este momento.")
    if until <= assessment.due_on:
        raise NoMoreTime(f"El plazo va hasta el {long_day(assessment.due_on, with_year=True)}. Ponga un día posterior.")
    if until < timezone.localdate(at):
        raise NoMoreTime("Ese día ya pasó. Ponga uno que dé tiempo.")
    if until > max(assessment.due_on, timezone.localdate(at)) + MOST:
        raise NoMoreTime("Una prórroga da hasta un año más. Revise el año de la fecha.")
    extension = Extension.objects.create(
        assessment=assessment, state=assessment.state, due_before=assessment.due_on, due_on=until, reason=reason,
        granted_at=at, granted_by=by,
    )  # fmt: skip
    assessment.due_on = until
    assessment.save(update_fields=["due_on"])
    data = {"state": assessment.state, "before": extension.due_before.isoformat(), "due": until.isoformat()}
    audit.record(by=by, verb="term.extended", target=assessment, at=at, data=data, reason=reason)
    permission = ACTS.get(State(assessment.state), Permission.FILL_ANSWERS)
    notify(
        to=[person.pk for person in people_who(permission, assessment.municipality)],
        kind=NotificationKind.DEADLINE,
        key=f"extension:{extension.pk}",
        title=f"Más plazo para {assessment.municipality}: hasta el {long_day(until)}",
        body=f"{assessment.get_state_display()}, {assessment.round}. Razón: {reason}",
        url=assessment.get_absolute_url(),
        at=at,
    )
    return extension


def end_terms(*, today: date, at: datetime) -> int:
    """Move on the diagnoses whose term of clarification or of reply is over; return how many. Each by itself."""
    over = Assessment.objects.filter(state__in=PASSES_BY_ITSELF, due_on__lt=today).order_by("pk")
    ended = 0
    for key in list(over.values_list("pk", flat=True)):
        try:
            ended += _end(key, today, at)
        except (Refusal, DatabaseError):  # it stays over, and is tried again; the others go on
            logger.exception("the term of diagnosis %d did not end", key)
    return ended


@transaction.atomic
def _end(key: int, today: date, at: datetime) -> int:
    assessment = locked(Assessment(pk=key))
    # What was sent, or given more time, while this waited for the lock is no longer over.
    if assessment.state not in PASSES_BY_ITSELF or not assessment.is_overdue(today):
        return 0
    if assessment.state == State.CLARIFICATION:
        clarifications.expire(assessment=assessment, at=at)
    else:
        replies.expire(assessment=assessment, at=at)
    return 1
