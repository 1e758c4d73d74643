"""What the reviewer does: accept what is written, give it back, and say after 24 months that it still holds."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from advisory.practices.actions.telling import tell_writers
from advisory.practices.actions.writing import CHANGED, locked_for
from advisory.practices.choices import PRACTICE, REREAD_AFTER, PracticeState
from advisory.practices.models import Practice
from advisory.practices.queries.who import Act
from core import audit
from core.process.transitions import require_reason, transition
from core.refusals import Refusal
from core.trace.actions import record

S = PracticeState


@transaction.atomic
def review(*, practice: Practice, signed_as: str, seen: int, by: User, at: datetime) -> Practice:
    """Say that it may be published, under the name that is published with it. Refuses MayNot, NotNow, Stale, an empty name."""
    row = locked_for(Act.REVIEW, practice, by, at)
    row.require_seen(seen, CHANGED)
    row.reviewed_by, row.reviewed_as, row.reviewed_on = by, _signed(signed_as), timezone.localdate(at)
    row.version += 1
    fields = ("reviewed_by", "reviewed_as", "reviewed_on", "version")
    transition(row, "practice.reviewed", S.REVIEWED, by=by, at=at, fields=fields)
    tell_writers(row, "ya se puede publicar", "reviewed", by, at)
    return row


@transaction.atomic
def give_back(*, practice: Practice, reason: str, seen: int, by: User, at: datetime) -> Practice:
    """Return it to its writer. Refuses MayNot, NotNow, Stale, ReasonMissing."""
    row = locked_for(Act.REVIEW, practice, by, at)
    row.require_seen(seen, CHANGED)
    require_reason(reason)
    row.reason, row.version = reason.strip(), row.version + 1
    transition(
        row, "practice.returned", S.DRAFT, by=by, at=at, reason=row.reason, fields=("reason", "version")
    )  # fmt: skip
    tell_writers(row, "la revisión pide algo", "returned", by, at)
    return row


@transaction.atomic
def confirm(*, practice: Practice, signed_as: str, seen: int, by: User, at: datetime) -> Practice:
    """Say that what is public still holds («¿sigue vigente?»). Refuses MayNot, NotNow, Stale, an empty name."""
    row = locked_for(Act.CONFIRM, practice, by, at)
    row.require_seen(seen, CHANGED)
    row.reread_on, row.reread_as = timezone.localdate(at), _signed(signed_as)
    row.reread_due_on, row.version = reread_due(row.reread_on), row.version + 1
    row.save(update_fields=["reread_on", "reread_as", "reread_due_on", "version"])
    audit.record(by=by, verb="practice.confirmed", target=row, at=at)
    record(kind=PRACTICE, subject_id=row.pk, step="practice.confirmed", at=at, process="")
    return row


def reread_due(day: date) -> date:
    """Return the day 24 months later."""
    year = day.year + REREAD_AFTER // 12
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day else day.replace(year=year)


def _signed(name: str) -> str:
    if not name.strip():
        problem = "Escriba con qué nombre se publica la revisión."
        raise Refusal(problem, fields={"signed_as": [problem]})
    return name.strip()
