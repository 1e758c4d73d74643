"""Reset of the second factor, for someone who lost both telephone and recovery codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from core import audit
from core.refusals import Refusal


class NoSecondFactor(Refusal):
    pass


@transaction.atomic
def reset(*, person: User, by: User | None, at: datetime) -> None:
    """Remove the second factor and its recovery codes; if the role requires one, the next sign-in asks to set it up.

    `by` None: the operator at the command line. Refuses when there is none.
    """
    removed, _ = Authenticator.objects.filter(user=person.pk).delete()
    if not removed:
        raise NoSecondFactor(f"{person.email} no tiene un segundo factor.")
    audit.record(by=by, verb="user.second_factor_reset", target=person, at=at)
