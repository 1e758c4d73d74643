"""Reset of the second factor, for someone who lost both telephone and recovery codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.actions import security
from accounts.choices import SecurityEvent
from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of
from core import audit
from core.refusals import Refusal


class NoSecondFactor(Refusal):
    pass


class MayNotReset(Refusal):
    pass


@transaction.atomic
def reset(*, person: User, by: User | None, at: datetime, reason: str = "") -> None:
    """Remove the second factor and its recovery codes, and end all access; a role that requires one is asked to set it up.

    `by` None: the operator at the command line, who gives no reason. Refuses when there is none, users who may not invite anyone,
    the own account (which needs a code for it), and an empty reason.
    """
    if by is not None:
        _check(person, by, reason)
    removed, _ = Authenticator.objects.filter(user=person.pk).delete()
    if not removed:
        raise NoSecondFactor(f"{person.email} no tiene un segundo factor.")
    audit.record(by=by, verb="user.second_factor_reset", target=person, at=at, reason=reason.strip())
    security.end_access(person=person, because=SecurityEvent.FACTOR_RESET, by=by, at=at)


def _check(person: User, by: User, reason: str) -> None:
    if not allows(holdings_of(by), Permission.INVITE_ANYONE):
        raise MayNotReset("Su rol no le permite retirar el segundo factor de esta persona.")
    if person.pk == by.pk:
        raise MayNotReset("El segundo factor de su propia cuenta se cambia en «Mi cuenta».")
    if not reason.strip():
        raise MayNotReset("Escriba la razón en una frase: cómo comprobó quién lo pide. Queda guardada.")
