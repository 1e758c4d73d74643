"""Certificates of a person, and of everybody for who manages them."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from core.receipts.codes import normalized, printed
from core.words import long_date
from training.certificates.models import Certificate
from training.cohorts.models import Enrolment
from training.learning.queries.certificates import CertificateLink


def certificates_of(user) -> QuerySet[Certificate]:
    return Certificate.objects.filter(user=user.pk).defer("payload", "jwt").select_related("replaced_by")


def found_by(text: str) -> QuerySet[Certificate]:
    """Return those whose name, course or code is meant; all for an empty text."""
    rows = Certificate.objects.defer("payload", "jwt").select_related("replaced_by")
    if code := normalized(text):
        return rows.filter(code=printed(code))
    if text:
        return rows.filter(Q(name__icontains=text) | Q(title__icontains=text) | Q(achievement__iexact=text))
    return rows


def links_of(enrolments: Sequence[Enrolment]) -> dict[int, CertificateLink]:
    """Return where the certificate of each enrolment is seen, for those that have one. One query."""
    rows = Certificate.objects.filter(enrolment__in=[row.pk for row in enrolments], superseded_at=None)
    return {
        row.enrolment_id: CertificateLink(
            row.get_absolute_url(), "Revocado" if row.revoked_at else f"Certificado del {long_date(row.issued_on)}"
        )
        for row in rows.only("enrolment", "code", "issued_on", "revoked_at")
    }


def why_enrolled(enrolment: Enrolment) -> str:
    """Return why an enrolment is not withdrawn: a certificate names it."""
    has_one = Certificate.objects.filter(enrolment=enrolment.pk).exists()
    return "Este curso ya tiene su certificado: la inscripción se queda." if has_one else ""
