"""The verdict on a certificate: what its signature says, and what the register knows of it."""

from dataclasses import dataclass
from datetime import date

from training.certificates.choices import Fields, Verdict
from training.certificates.models import Certificate, SigningKey
from training.certificates.queries.keys import has_signed


@dataclass(frozen=True)
class Finding:
    """`fields`: what the text says, also where nobody should believe it. `certificate`: the row of the register, if any."""

    verdict: Verdict
    fields: Fields | None
    certificate: Certificate | None = None
    key: SigningKey | None = None

    @property
    def is_believed(self) -> bool:
        return self.verdict not in (Verdict.BAD_SIGNATURE, Verdict.UNKNOWN_KEY)


def judged(
    *, key: SigningKey | None, is_signed: bool, fields: Fields | None, row: Certificate | None, today: date
) -> Verdict:
    """Return the verdict; the first sentence that holds. `row`: of the register, by the code that the text says.

    Signatures of a compromised key count from that day on only where the register holds what they say.
    """
    if key is None:
        return Verdict.UNKNOWN_KEY if fields else Verdict.BAD_SIGNATURE
    is_recorded = row is not None and fields is not None and row.fingerprint == fields.fingerprint
    is_refused = key.compromised_on is not None and today >= key.compromised_on and not is_recorded
    if not is_signed or fields is None or is_refused or (row is not None and not is_recorded):
        return Verdict.BAD_SIGNATURE
    if row is not None and row.revoked_at:
        return Verdict.REVOKED
    if row is not None and row.superseded_at:
        return Verdict.REPLACED
    if fields.expires and date.fromisoformat(fields.expires) < today:
        return Verdict.EXPIRED
    return Verdict.VALID if row is not None else Verdict.NOT_CONSULTED


def verdict_on_text(*, kid: str, message: bytes, signature: bytes, fields: Fields | None, today: date) -> Finding:
    """Return the finding about a signed text. Two queries."""
    key = SigningKey.objects.filter(kid=kid).first()
    row = by_code(fields.code) if fields else None
    is_signed = key is not None and has_signed(key, message, signature)
    verdict = judged(key=key, is_signed=is_signed, fields=fields, row=row, today=today)
    return Finding(verdict, fields, row, key)


def verdict_on_row(row: Certificate, today: date) -> Finding:
    """Return the finding about a row of the register: its stored text is verified too, and must say what its columns say."""
    message, _, _ = row.payload.rpartition(".")
    is_signed = row.fields.fingerprint == row.fingerprint and has_signed(row.key, message.encode(), row.signature)
    verdict = judged(key=row.key, is_signed=is_signed, fields=row.fields, row=row, today=today)
    return Finding(verdict, row.fields, row, row.key)


def by_code(code: str) -> Certificate | None:
    return Certificate.objects.with_context().select_related("replaced_by").filter(code=code).first()
