"""Writing a practice, correcting it, sending it to be reviewed, and beginning its next version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission
from advisory.practices.actions.telling import tell_reviewers
from advisory.practices.choices import MOST_NUMBER, PracticeState
from advisory.practices.models import Practice
from advisory.practices.models.soundness import faults_of
from advisory.practices.queries.who import Act, MayNot, require
from core import audit
from core.process.transitions import locked, transition
from core.refusals import Refusal
from territory.models import Municipality

TRIES = 20  # of finding a free number
PREFIX = "BP-"
CHANGED = "Otra persona cambió la práctica mientras usted escribía. Mire cómo está ahora; lo suyo sigue aquí."
S = PracticeState


@transaction.atomic
def propose(
    *, said: Mapping[str, Any], municipality: Municipality, by: User, at: datetime, is_demo: bool = False
) -> Practice:  # fmt: skip
    """Write a practice down as a draft; it may lack anything but its title. `said`: the fields of PracticeText.

    The same one again, by the same person while it is a draft, is the first one. Refuses MayNot, and what `faults_of` finds.
    """
    if not can(by, Permission.WRITE_PRACTICES, municipality):
        raise MayNot("Su rol no escribe prácticas de ese municipio.")
    require_sound(said)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # the same button pressed twice waits here
    drafts = Practice.objects.filter(proposed_by=by, municipality=municipality, state=S.DRAFT, title=said["title"])
    if same := next((row for row in drafts.order_by("pk") if row.fields == said), None):
        return same
    row = _numbered(
        **said, municipality=municipality, proposed_by=by, written_by=by, proposed_at=at, state_since=at, is_demo=is_demo
    )  # fmt: skip
    audit.record(by=by, verb="practice.proposed", target=row, at=at)
    return row


@transaction.atomic
def rewrite(*, practice: Practice, said: Mapping[str, Any], seen: int, by: User, at: datetime) -> Practice:
    """Correct a draft; the same words change nothing. Refuses MayNot, NotNow, Stale, and what `faults_of` finds."""
    row = locked_for(Act.REWRITE, practice, by, at)
    require_sound(said)
    if row.fields == said:
        return row
    row.require_seen(seen, CHANGED)
    for name, value in said.items():
        setattr(row, name, value)
    row.written_by, row.version = by, row.version + 1
    row.save(update_fields=[*said, "written_by", "version"])
    audit.record(by=by, verb="practice.rewritten", target=row, at=at)
    return row


@transaction.atomic
def submit(*, practice: Practice, seen: int, by: User, at: datetime) -> Practice:
    """Send it to be reviewed. Refuses MayNot, NotNow (naming what is missing) and Stale."""
    row = locked_for(Act.SUBMIT, practice, by, at)
    row.require_seen(seen, CHANGED)
    row.reason, row.version = "", row.version + 1
    transition(row, "practice.submitted", S.IN_REVIEW, by=by, at=at, fields=("reason", "version"))
    tell_reviewers(row, by, at)
    return row


@transaction.atomic
def revise(*, practice: Practice, seen: int, by: User, at: datetime) -> Practice:
    """Write it again: a draft from now on, while what is public stays as it is. Refuses MayNot, NotNow, Stale."""
    row = locked_for(Act.REVISE, practice, by, at)
    row.require_seen(seen, CHANGED)
    row.reviewed_by, row.reviewed_as, row.reviewed_on, row.version = None, "", None, row.version + 1
    fields = ("reviewed_by", "reviewed_as", "reviewed_on", "version")
    transition(row, "practice.revised", S.DRAFT, by=by, at=at, fields=fields)
    return row


def locked_for(act: Act, practice: Practice, by: User, at: datetime) -> Practice:
    """Lock it for an act. Refuses MayNot, NotNow."""
    row = locked(practice)
    require(by, act, row, timezone.localdate(at))
    return row


def require_sound(said: Mapping[str, Any]) -> None:
    faults = faults_of(said)
    if faults:
        raise Refusal(next(iter(faults.values())), fields={name: [fault] for name, fault in faults.items()})


def _numbered(**values: Any) -> Practice:
    """Create the row with the next free code: whoever comes at the same moment waits for the number, and takes the next."""
    for _ in range(TRIES):
        codes = Practice.objects.filter(code__startswith=PREFIX).values_list("code", flat=True)
        number = max((int(text) for code in codes if (text := code.removeprefix(PREFIX)).isdecimal()), default=0) + 1
        if number > MOST_NUMBER:
            break
        code = f"{PREFIX}{number:03d}"
        try:
            with transaction.atomic():
                return Practice.objects.create(code=code, **values)
        except IntegrityError:
            if not Practice.objects.filter(code=code).exists():
                raise
    raise Refusal("No se encontró un número libre para la práctica. Envíe otra vez.")
