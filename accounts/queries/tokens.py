"""Queries about API tokens."""

from datetime import datetime

from django.db.models import QuerySet
from knox.models import AuthToken

from accounts.models import User


def tokens_of(person: User, *, at: datetime) -> QuerySet[AuthToken]:
    return AuthToken.objects.filter(user=person, expiry__gt=at).order_by("-created", "pk")
