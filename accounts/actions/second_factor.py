"""Reset of the second factor, for someone who lost both telephone and recovery codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.actions import security
from accounts.choices import SecurityEvent
from accounts.models import User
from core import audit
from core.refusals import Refusal


class NoSecondFactor(Refusal):
    pass


@transaction.atomic
def reset(*, person: User, by: User | None, at: datetime) -> None:
    """Remove the second factor and its recovery codes, and end all access; a role that requires one is asked to set it up.

    `by` None: the operator at the command line. Refuses when there is none.
    """
    removed, _ = Authenticator.objects.filter(user=person.pk).delete()
    if not removed:
        raise NoSecondFactor(f"{person.email} no tiene un segundo factor.")
    audit.record(by=by, verb="user.second_factor_reset", target=person, at=at)
    security.end_access(person=person, because=SecurityEvent.FACTOR_RESET, by=by, at=at)
