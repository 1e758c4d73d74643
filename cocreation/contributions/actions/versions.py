"""Later texts of a contribution that the public reads: the moderator approves or declines them, or mends a letter."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from cocreation.agendas.models import ModerationRule
from cocreation.contributions.actions.moderation import (
    AlreadyHandled,
    TextChanged,
    on_text_changed,
    require_moderator,
    require_rule,
)
from cocreation.contributions.choices import CONTRIBUTION
from cocreation.contributions.choices.process import CORRECTED
from cocreation.contributions.models import Contribution, ContributionVersion
from cocreation.contributions.queries.versions import mark_of
from core import audit
from core.process.transitions import locked, require_reason
from core.refusals import Refusal
from core.trace.actions import record


class NothingChanged(Refusal):
    pass


class TextWaits(Refusal):
    """A later text of the author waits: it is decided first."""


@transaction.atomic
def approve_version(
    *, version: ContributionVersion, by: User, at: datetime, seen: str | None = None
) -> ContributionVersion:
    """Let the public read a later text. Refuses NotInThisStage, MayNotDecideOwn, and AlreadyHandled unless it still waits.

    `seen`: as in `moderation.publish`; TextChanged.
    """
    row, waiting = _locked(version, by, at)
    if seen is not None and seen != mark_of(waiting):
        raise TextChanged(
            f"Su autor cambió el texto de {row.code} mientras usted lo leía: lea el nuevo y decida otra vez."
        )
    _approve(row, waiting, at)
    audit.record(by=by, verb="contribution.version_approved", target=row, at=at, data={"version": waiting.number})
    return waiting


@transaction.atomic
def decline_version(
    *, version: ContributionVersion, rule: ModerationRule, reason: str, by: User, at: datetime
) -> ContributionVersion:
    """Leave the text as the public reads it, by one of the agenda's rules. Refuses like `approve_version`, and ReasonMissing."""
    row, waiting = _locked(version, by, at)
    waiting.rule = require_rule(row.agenda, rule)
    require_reason(reason)
    waiting.reason, waiting.declined_at = reason.strip(), at
    waiting.save(update_fields=["rule", "reason", "declined_at"])
    data = {"version": waiting.number, "rule": rule.code}
    audit.record(by=by, verb="contribution.version_declined", target=row, at=at, reason=waiting.reason, data=data)
    return waiting


@transaction.atomic
def fix_letters(
    *, contribution: Contribution, title: str, text: str, reason: str, by: User, at: datetime
) -> ContributionVersion:
    """Mend letters of a published text as a version that everybody sees, with its reason.

    Refuses NotInThisStage, MayNotDecideOwn, WrongState, ReasonMissing, NothingChanged, and TextWaits while the author's own
    correction waits.
    """
    row = locked(contribution)
    require_moderator(row.agenda, row.participant, by, at)
    _require_read(row)
    require_reason(reason)
    title, text = title.strip(), text.strip()
    if (title, text) == (row.title, row.text):
        raise NothingChanged("El texto quedó igual: no hay nada que guardar.")
    if row.versions.filter(approved_at=None, declined_at=None).exists():
        raise TextWaits("Su autor envió otra versión: decida primero esa.")
    last = row.versions.aggregate(last=Max("number"))["last"] or 0
    fixed = ContributionVersion.objects.create(
        contribution=row, number=last + 1, title=title, text=text, made_at=at, reason=reason.strip()
    )
    _approve(row, fixed, at)
    data = {"version": fixed.number}
    audit.record(by=by, verb="contribution.letters_fixed", target=row, at=at, reason=fixed.reason, data=data)
    return fixed


def _locked(version: ContributionVersion, by: User, at: datetime) -> tuple[Contribution, ContributionVersion]:
    """Lock the contribution, which every version is written under, and read the version anew."""
    row = locked(version.contribution)
    require_moderator(row.agenda, row.participant, by, at)
    _require_read(row)
    found = row.versions.filter(pk=version.pk).first()
    newer = row.versions.filter(number__gt=version.number, approved_at__isnull=False).exists()
    if found is None or found.approved_at or found.declined_at or newer:
        raise AlreadyHandled(f"Otra persona ya decidió esta versión de {row.code}.")
    return row, found


def _require_read(row: Contribution) -> None:
    if row.state not in CORRECTED or row.erased_at is not None:
        raise AlreadyHandled(f"{row.code} está «{row.get_state_display().lower()}»: su texto ya no cambia.")


def _approve(row: Contribution, version: ContributionVersion, at: datetime) -> None:
    older = row.versions.filter(approved_at=None, declined_at=None, number__lt=version.number)
    older.update(declined_at=at)  # replaced before anybody read them
    version.approved_at = at
    version.save(update_fields=["approved_at"])
    row.title, row.text = version.title, version.text
    row.save(update_fields=["title", "text"])
    record(
        kind=CONTRIBUTION, subject_id=row.pk, step="corregida", at=at, process=row.agenda.trace_process,
        words=f"Versión {version.number}",
    )  # fmt: skip
    for filler in on_text_changed:
        filler(contribution=row, version=version, at=at)
