"""Adding evidence, making it public, hiding what holds personal data, and showing it again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.queries import office_of
from core import audit, personal_data
from core.process.transitions import require_reason
from core.refusals import Refusal
from files.actions import stored_files
from files.loaders.uploads import Judged
from followup.evidence.models import FollowupEvidence
from territory.models import Municipality

REASON_IS_PUBLIC = "La razón se publica: no escriba en ella datos de personas."


def add(
    *,
    municipality: Municipality | None,
    content: str | Judged,
    by,
    at: datetime,
    title: str = "",
    is_public: bool = False,
) -> FollowupEvidence:
    """Store a link or a judged file.

    The caller holds the transaction and the lock of what the evidence is for, and calls `store` last.
    """
    scanned = content.personal_data if isinstance(content, Judged) else {}
    evidence = FollowupEvidence(
        municipality=municipality, title=title.strip(), personal_data=personal_data.scan(title) | scanned,
        published_at=at if is_public else None, office=office_of(by, municipality) if by else "", added_at=at, added_by=by,
    )  # fmt: skip
    stored_files.assign(evidence, content)
    evidence.save()
    audit.record(by=by, verb="followup_evidence.added", target=evidence, at=at)
    return evidence


def store(evidence: FollowupEvidence, content: str | Judged) -> None:
    """Write the bytes of a file: the last thing of a transaction. Refuses FileNotKept."""
    if isinstance(content, Judged):
        stored_files.write(evidence.file.name, content)


def publish(evidence: Iterable[FollowupEvidence], at: datetime) -> None:
    """From now on something public rests on it. What is already public keeps its day."""
    FollowupEvidence.objects.filter(pk__in=[one.pk for one in evidence], published_at=None).update(published_at=at)


@transaction.atomic
def declare_clean(*, evidence: FollowupEvidence, by, at: datetime) -> None:
    """A person says that a file in which personal data were found holds none."""
    row = FollowupEvidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if row.is_flagged:
        row.declared_clean_at = at
        row.save(update_fields=["declared_clean_at"])
        audit.record(by=by, verb="followup_evidence.declared_clean", target=row, at=at)


@transaction.atomic
def withhold(*, evidence: FollowupEvidence, reason: str, by, at: datetime) -> None:
    """Hide it from the public, because it holds personal data. It still counts, until other evidence takes its place.

    Hidden already, it stays as it is. Refuses ReasonMissing, and a reason that holds such data itself: everybody reads it.
    """
    require_reason(reason)
    if personal_data.scan(reason):
        raise Refusal(REASON_IS_PUBLIC, fields={"reason": [REASON_IS_PUBLIC]})
    row = FollowupEvidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if row.withheld_at is None:
        row.withheld_at, row.withheld_reason = at, reason.strip()
        row.save(update_fields=["withheld_at", "withheld_reason"])
        audit.record(by=by, verb="followup_evidence.withheld", target=row, at=at, reason=row.withheld_reason)


@transaction.atomic
def show(*, evidence: FollowupEvidence, by, at: datetime) -> None:
    """Let the public read again what was withheld."""
    row = FollowupEvidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if row.withheld_at is not None:
        row.withheld_at, row.withheld_reason = None, ""
        row.save(update_fields=["withheld_at", "withheld_reason"])
        audit.record(by=by, verb="followup_evidence.shown", target=row, at=at)
