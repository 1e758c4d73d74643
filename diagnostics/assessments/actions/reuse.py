"""Reusing evidence of an earlier round: its row is copied into the current assessment, with the same file and hash."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from core import audit
from core.refusals import Refusal
from diagnostics.assessments.actions.answers import lock_for_filling
from diagnostics.assessments.actions.evidence import Use, attach
from diagnostics.assessments.models import Assessment, Evidence

# Copied together with the content; link checks start again.
COPIED = [
    "title", "period_from", "period_to", "visibility", "reserve_ground", "reserve_reason", "personal_data", "expires_on",
]  # fmt: skip


class NotOfThisPlace(Refusal):
    """The evidence belongs to another municipality or no longer exists."""


@transaction.atomic
def use_again(*, assessment: Assessment, uses: list[tuple[int, Use]], by, at: datetime) -> int:
    """Let evidence of earlier rounds, given as (primary key, use), prove answers of this one; return how many.

    The library's own evidence is used where it has the same link or file. Refuses NotFillable, NotAssigned, TooManyProofs
    and NotOfThisPlace; then nothing is written.
    """
    lock_for_filling(assessment=assessment, questions=sorted({use.question for _, use in uses}), by=by, at=at)
    # Locked, so that the old row is not deleted before the new one refers to its file.
    sources = Evidence.objects.select_for_update(of=("self",)).filter(
        pk__in=[key for key, _ in uses], assessment__municipality=assessment.municipality_id, withheld_at=None
    )
    found = {source.pk: source for source in sources}
    for key, use in uses:
        if key not in found:
            raise NotOfThisPlace("Esa evidencia ya no está en el ciclo anterior. Ponga otra.")
        evidence = _own(assessment, found[key], by, at)
        attach(assessment=assessment, evidence=evidence, use=use, by=by, at=at)
    return len(uses)


def _own(assessment: Assessment, source: Evidence, by, at: datetime) -> Evidence:
    if source.assessment_id == assessment.pk:
        return source
    same = Q(url=source.url) if source.url else Q(sha256=source.sha256)
    there = Evidence.objects.filter(same, assessment=assessment).first()
    if there is not None:
        return there
    copied = source.content | {name: getattr(source, name) for name in COPIED}
    copy = Evidence.objects.create(assessment=assessment, added_at=at, added_by=by, **copied)
    audit.record(by=by, verb="evidence.used_again", target=copy, scope=assessment, at=at, data={"from": source.pk})
    return copy
