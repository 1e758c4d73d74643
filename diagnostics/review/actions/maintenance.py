"""Evidence over time: when its link breaks or it expires, the answers that rest on it reopen."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit
from diagnostics.assessments.choices import Reopening
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review.actions import reopening


def lock(rows: QuerySet[Evidence]) -> Evidence | None:
    """Lock an assessment and then its evidence, in the same order as people's writes; `rows` holds at most one."""
    owner = rows.values_list("assessment", flat=True).first()
    if owner is None:
        return None
    assessment = Assessment.objects.select_for_update(of=("self",)).with_context().filter(pk=owner).first()
    evidence = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=rows.values("pk")).first()
    if evidence:
        evidence.assessment = assessment
    return evidence


def on_link_broken(evidence: Evidence, at: datetime) -> None:
    reopening.reopen(assessment=evidence.assessment, evidence=evidence, why=Reopening.LINK_BROKEN, at=at)


def on_link_restored(evidence: Evidence, at: datetime) -> None:
    reopening.close_untouched(evidence=evidence, today=timezone.localdate(at))
    audit.record(by=None, verb="evidence.opens_again", target=evidence, scope=evidence.assessment, at=at)


@transaction.atomic
def note_expiry(*, evidence_id: int, today: date, at: datetime) -> None:
    """Reopen the answers that rest on expired evidence, once per expiry date."""
    evidence = lock(Evidence.objects.expired(today).filter(pk=evidence_id))
    if evidence is None:
        return
    evidence.expiry_noted = evidence.expires_on
    evidence.save(update_fields=["expiry_noted"])
    reopening.reopen(assessment=evidence.assessment, evidence=evidence, why=Reopening.EXPIRED, at=at)


def note_expiries(*, today: date, at: datetime) -> int:
    keys = list(Evidence.objects.expired(today).values_list("pk", flat=True))
    for key in keys:
        note_expiry(evidence_id=key, today=today, at=at)
    return len(keys)
