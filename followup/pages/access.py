"""Which parts of follow-up somebody may open."""

from typing import NamedTuple

from django.urls import reverse

from accounts.access import can
from accounts.models import User
from followup.pages.choices import PARTS


class Way(NamedTuple):
    label: str
    address: str


def ways_of(user: User) -> list[Way]:
    return [
        Way(label, reverse(name)) for label, name, permissions in PARTS if any(can(user, one) for one in permissions)
    ]
