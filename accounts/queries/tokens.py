"""The tokens of a person for the API."""

from datetime import datetime

from django.db.models import QuerySet
from knox.models import AuthToken

from accounts.models import User


def tokens_of(person: User, *, at: datetime) -> QuerySet[AuthToken]:
    """Return the tokens that open something at that moment, newest first."""
    return AuthToken.objects.filter(user=person, expiry__gt=at).order_by("-created", "pk")
