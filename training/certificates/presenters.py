"""Certificates and verdicts in words, the same on the page, on paper and in the command."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from core.web.addresses import absolute
from core.words import counted, long_day
from training.certificates.choices import HOW, VERDICT_SENTENCES, VERDICT_TITLES, Fields, Verdict
from training.certificates.exports.certificate import certificate_pdf
from training.certificates.loaders.texts import Signed
from training.certificates.models import Certificate
from training.certificates.queries.verdicts import Finding, by_code, verdict_on_row, verdict_on_text

DEMO = "Datos de demostración: no certifica a ninguna persona."
NEVER = "No vence"
LOOKS = {Verdict.VALID: "ok", Verdict.NOT_CONSULTED: "wait", Verdict.EXPIRED: "wait", Verdict.REPLACED: "wait"}


def finding_of(found: Signed | str, at: datetime) -> Finding | None:
    """Return the finding about what was read; None for a code that no certificate has."""
    today = timezone.localdate(at)
    if isinstance(found, Signed):
        return verdict_on_text(
            kid=found.kid, message=found.message, signature=found.signature, fields=found.fields, today=today
        )
    row = by_code(found)
    return verdict_on_row(row, today) if row else None


def rows_of(fields: Fields) -> list[tuple[str, str]]:
    """Return label and value of every field of the paper, in its order; the page numbers them alike."""
    return [
        ("Persona", fields.name),
        ("Curso", f"{fields.course} {fields.title}, versión {fields.version}"),
        ("Cómo lo obtuvo", HOW[fields.how]),
        ("Horas", counted(fields.hours, "hora", "horas")),
        ("Fecha", _day(fields.issued)),
        ("Vence", _day(fields.expires) if fields.expires else NEVER),
        ("Quien certifica", ", ".join(filter(None, (fields.issuer, fields.place)))),
        ("Código", fields.code),
        ("Huella", mark(fields.fingerprint)),
    ]


def mark(fingerprint: str) -> str:
    return " ".join(fingerprint[n : n + 4] for n in range(0, 16, 4))


def verdict_in_words(finding: Finding) -> dict[str, object]:
    verdict = finding.verdict
    return {
        "verdict": verdict, "title": VERDICT_TITLES[verdict], "sentence": VERDICT_SENTENCES[verdict],
        "look": LOOKS.get(verdict, "late"), "rows": rows_of(finding.fields) if finding.fields else [],
        "believed": finding.is_believed,
        "demo": DEMO if finding.fields and finding.fields.demonstration else "",
        "certificate": finding.certificate if finding.is_believed else None,
        "compromised_on": finding.key.compromised_on if finding.key else None,
    }  # fmt: skip


def other_verdicts(verdict: Verdict | None = None) -> Sequence[tuple[str, str]]:
    return [(one.label, said) for one, said in VERDICT_SENTENCES.items() if one != verdict]


def qr_text(certificate: Certificate) -> str:
    """Return what the QR says: the page of the certificate, and after the sign that no browser sends, the signed text."""
    return f"{absolute(certificate.get_absolute_url())}#{certificate.payload}"


def pdf_of(certificate: Certificate, verify_at: str) -> bytes:
    demo = DEMO if certificate.is_demonstration else ""
    return certificate_pdf(rows=rows_of(certificate.fields), qr=qr_text(certificate), verify_at=verify_at, demo=demo)


def state_of(certificate: Certificate, today: date) -> Verdict:
    """Return the state by the register alone: for lists."""
    if certificate.revoked_at:
        return Verdict.REVOKED
    if certificate.superseded_at:
        return Verdict.REPLACED
    return Verdict.EXPIRED if certificate.is_over(today) else Verdict.VALID


def _day(iso: str) -> str:
    return long_day(date.fromisoformat(iso), with_year=True)
