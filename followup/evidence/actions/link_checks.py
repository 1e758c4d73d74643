"""What a check of a evidence's link leads to (files.actions.link_checks): the log says so; the page shows it by the row."""

from datetime import datetime

from django.db.models import QuerySet

from core import audit
from followup.evidence.models import FollowupEvidence


def lock(rows: QuerySet[FollowupEvidence]) -> FollowupEvidence | None:
    return rows.select_for_update(of=("self",)).first()


def on_link_broken(evidence: FollowupEvidence, at: datetime) -> None:
    audit.record(by=None, verb="followup_evidence.link_broken", target=evidence, at=at)


def on_link_restored(evidence: FollowupEvidence, at: datetime) -> None:
    audit.record(by=None, verb="followup_evidence.link_restored", target=evidence, at=at)
