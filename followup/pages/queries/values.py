"""Who approved the values of a page, by which version of the sheet, and the evidence that everybody may open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from followup.evidence.models import FollowupEvidence
from followup.indicators.models import ApprovedValue


@dataclass(frozen=True)
class Proof:
    """As it stood when the value was approved. `sha256`: of a file, "" of a link."""

    name: str
    address: str
    sha256: str


@dataclass(frozen=True)
class Withheld:
    on: date
    reason: str


@dataclass(frozen=True)
class Approval:
    """`proofs`: what everybody may open; `withheld`: why the rest may not be opened any more."""

    number: int
    sheet_version: int
    reason: str
    approved_at: datetime
    office: str
    is_counted: bool
    proofs: tuple[Proof, ...]
    withheld: tuple[Withheld, ...] = ()


def approvals_of(values: Collection[int]) -> Mapping[int, Approval]:
    """Return by primary key of the approved value. Two queries."""
    rows = list(
        ApprovedValue.objects.filter(pk__in=values).values_list(
            "pk", "number", "sheet__version", "reason", "approved_at", "office", "run", "evidence"
        )
    )
    hidden = _hidden(values) if any(row[-1] for row in rows) else {}
    return {
        pk: Approval(
            number, version, reason, at, office, run is not None,
            tuple(Proof(one["name"], one["address"], one["sha256"]) for one in proofs if one["address"] not in hidden),
            tuple(hidden[one["address"]] for one in proofs if one["address"] in hidden),
        )
        for pk, number, version, reason, at, office, run, proofs in rows
    }  # fmt: skip


def _hidden(values: Collection[int]) -> Mapping[str, Withheld]:
    """The evidence that the public may not open any more, by its address."""
    rows = FollowupEvidence.objects.filter(withheld_at__isnull=False, measurements__approved_values__in=values)
    return {
        url or reverse("evidence:file", args=[pk]): Withheld(timezone.localdate(at), reason)
        for pk, url, at, reason in rows.values_list("pk", "url", "withheld_at", "withheld_reason")
    }
