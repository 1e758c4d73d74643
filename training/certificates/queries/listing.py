"""Certificates of a person, and of everybody for who manages them."""

from django.db.models import Q, QuerySet

from core.receipts.codes import normalized, printed
from training.certificates.models import Certificate


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
