"""Issuing receipts. The code is returned once and kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from core.receipts import codes
from core.receipts.models import Receipt


def issue(*, kind: str, subject_id: int, at: datetime) -> str:
    """Store a receipt and return its code in printed form."""
    return issue_many(kind=kind, subject_ids=[subject_id], at=at)[0]


def issue_many(*, kind: str, subject_ids: Sequence[int], at: datetime) -> list[str]:
    """`issue` for several rows, in one statement; the codes in the order of `subject_ids`."""
    issued = [codes.new_code() for _ in subject_ids]
    Receipt.objects.bulk_create(
        [
            Receipt(code_hmac=codes.hashed(code), kind=kind, subject_id=subject, issued_at=at)
            for code, subject in zip(issued, subject_ids, strict=True)
        ],
        batch_size=500,
    )
    return issued


def revoke(*, kind: str, subject_ids: Sequence[int]) -> None:
    """Delete the receipts of these rows: their codes open nothing any more."""
    Receipt.objects.filter(kind=kind, subject_id__in=subject_ids).delete()
