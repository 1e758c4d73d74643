"""Publishing a reviewed practice as a version that never changes, and withdrawing it."""

import re
from datetime import datetime

from django.db import transaction

from accounts.models import User
from advisory.practices.actions.reviewing import reread_due
from advisory.practices.actions.telling import tell_writers
from advisory.practices.actions.writing import CHANGED, locked_for
from advisory.practices.choices import PRACTICE, PracticeState
from advisory.practices.models import Practice, PracticeTag, PracticeVersion
from advisory.practices.queries.who import Act
from core.process.transitions import require_reason, transition
from core.refusals import Refusal
from core.trace.actions import record
from core.words import folded

S = PracticeState
SEARCHED = (
    "title",
    "theme",
    "problem",
    "what_was_done",
    "conditions",
    "what_failed",
    "contact_office",
    "result_unit",
    "question",
)


@transaction.atomic
def publish(*, practice: Practice, change: str, seen: int, by: User, at: datetime) -> Practice:
    """Keep what was reviewed as the next version, which anybody reads from now on. `change`: what is other than before.

    Refuses MayNot, NotNow, Stale, and a next version that does not say what changed.
    """
    row = locked_for(Act.PUBLISH, practice, by, at)
    row.require_seen(seen, CHANGED)
    number = row.versions.count() + 1
    if number > 1 and not change.strip():
        problem = "Escriba qué cambió desde la versión anterior."
        raise Refusal(problem, fields={"change": [problem]})
    made = PracticeVersion.objects.create(
        practice=row, number=number, change=change.strip() if number > 1 else "", reviewed_by=row.reviewed_by,
        reviewed_as=row.reviewed_as, reviewed_on=row.reviewed_on, published_at=at, searched=searched_in(row), **row.fields,
    )  # fmt: skip
    PracticeTag.objects.bulk_create(PracticeTag(version=made, tag=tag) for tag in made.tags)
    row.current, row.reread_due_on, row.version = made, reread_due(row.reviewed_on), row.version + 1
    row.reread_on, row.reread_as = None, ""
    fields = ("current", "reread_due_on", "reread_on", "reread_as", "version")
    transition(row, "practice.published", S.PUBLISHED, by=by, at=at, data={"edition": number}, fields=fields)
    record(
        kind=PRACTICE, subject_id=row.pk, step="practice.published", at=at, process="", words=f"Versión {number}"
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw(*, practice: Practice, reason: str, seen: int, by: User, at: datetime) -> Practice:
    """Take it off the public pages for good; the reason stays in its place. Refuses MayNot, NotNow, Stale, ReasonMissing."""
    row = locked_for(Act.WITHDRAW, practice, by, at)
    row.require_seen(seen, CHANGED)
    require_reason(reason)
    was_public = row.current_id is not None
    row.current, row.reread_due_on, row.reason, row.version = None, None, reason.strip(), row.version + 1
    fields = ("current", "reread_due_on", "reason", "version")
    transition(row, "practice.withdrawn", S.WITHDRAWN, by=by, at=at, reason=row.reason, fields=fields)
    tell_writers(row, "se retiró", "withdrawn", by, at)
    if was_public:
        record(kind=PRACTICE, subject_id=row.pk, step="practice.withdrawn", at=at, process="")
    return row


def searched_in(row: Practice) -> str:
    """Return all words of a practice by which it is found, folded; «BP-001» is two words, for whoever searches too."""
    words = [row.code, row.municipality.name, *row.tags, *(getattr(row, name) for name in SEARCHED)]
    return re.sub(r"[^a-z0-9]+", " ", folded(" ".join(filter(None, words))))
