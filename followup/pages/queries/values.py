"""Who approved the values of a page, by which version of the sheet, and the evidence that everybody may open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from followup.evidence.models import FollowupEvidence
from followup.indicators.models import ApprovedValue


@dataclass(frozen=True)
class Proof:
    """As it stood when the value was approved. `sha256`: of a file, "" of a link."""

    name: str
    address: str
    sha256: str


@dataclass(frozen=True)
class Approval:
    number: int
    sheet_version: int
    reason: str
    approved_at: datetime
    office: str
    is_counted: bool
    proofs: tuple[Proof, ...]


def approvals_of(values: Collection[int]) -> Mapping[int, Approval]:
    """Return by primary key of the approved value. Evidence withheld since then is left out. Two queries."""
    rows = list(
        ApprovedValue.objects.filter(pk__in=values).values_list(
            "pk", "number", "sheet__version", "reason", "approved_at", "office", "run", "evidence"
        )
    )
    hidden = _hidden(values) if any(row[-1] for row in rows) else frozenset()
    return {
        pk: Approval(
            number, version, reason, at, office, run is not None,
            tuple(Proof(one["name"], one["address"], one["sha256"]) for one in proofs if one["address"] not in hidden),
        )
        for pk, number, version, reason, at, office, run, proofs in rows
    }  # fmt: skip


def _hidden(values: Collection[int]) -> frozenset[str]:
    """The addresses of evidence that the public may not open any more."""
    withheld = FollowupEvidence.objects.filter(withheld_at__isnull=False, measurements__approved_values__in=values)
    return frozenset(url or reverse("evidence:file", args=[pk]) for pk, url in withheld.values_list("pk", "url"))
