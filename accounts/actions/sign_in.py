"""Limits of signing in: nobody guesses, and neither a colleague's mistakes nor a stranger's lock others out."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from django.db import transaction

from accounts.actions import security
from accounts.choices import SecurityEvent
from accounts.models import User
from core import audit
from core.refusals import Refusal
from core.slots import Slot
from core.web.attempts import Attempt, Exhausted, Limit, forget, take
from core.words import counted

FIVE_MINUTES = 300
# Called as function(request, user) once somebody signed in: what apps above keep in the session.
on_sign_in = Slot()
# A town hall is one network: its people share one address.
PER_ACCOUNT_AND_NETWORK = Limit("password", 10, FIVE_MINUTES)
PER_NETWORK = Limit("password-network", 100, FIVE_MINUTES)
PER_ACCOUNT = Limit("password-account", 30, FIVE_MINUTES)
CODES = Limit("code", 10, FIVE_MINUTES)
CODES_TOLD = Limit("code-told", 1, FIVE_MINUTES)
LINKS_PER_NETWORK = Limit("link-network", 20, 60)
LINKS_PER_ADDRESS = Limit("link", 3, 600)


class TooManyAttempts(Refusal):
    def __init__(self, seconds: int) -> None:
        wait = counted(ceil(seconds / 60), "minuto", "minutos")
        super().__init__(f"Hubo demasiados intentos seguidos. Espere {wait} y vuelva a intentar.")


def try_password(*, email: str, network: str, is_known_browser: Callable[[], bool]) -> Attempt:
    """Count an attempt with a password, to be taken back where it was right.

    Refuses too many for the account from that network, from the network, or for the account from anywhere: that last limit is not
    for browsers that its owner is known in, or strangers would lock the owner out.
    """
    here = (PER_ACCOUNT_AND_NETWORK, f"{network} {email}"), (PER_NETWORK, network)
    try:
        return take(*here, (PER_ACCOUNT, email))
    except Exhausted as exhausted:
        if not is_known_browser():
            raise TooManyAttempts(exhausted.seconds) from None
    return _take(*here)


def forgive(*, email: str, network: str) -> None:
    """Forget the mistakes of somebody who proved the address."""
    forget((PER_ACCOUNT_AND_NETWORK, f"{network} {email}"), (PER_ACCOUNT, email))


def try_code(person: User) -> Attempt:
    """Count an attempt with a code of the second factor, to be taken back where it was right. Refuses too many."""
    return _take((CODES, str(person.pk)))


def try_link(*, email: str, network: str) -> Attempt:
    """Count a request for a mail with a link. Refuses too many, whether or not the address has an account."""
    return _take((LINKS_PER_NETWORK, network), (LINKS_PER_ADDRESS, email))


def _take(*limits: tuple[Limit, str]) -> Attempt:
    try:
        return take(*limits)
    except Exhausted as exhausted:
        raise TooManyAttempts(exhausted.seconds) from None


@transaction.atomic
def tell_of_wrong_codes(*, person: User, at: datetime, origin: str) -> None:
    """Tell the owner, once for each time that the codes ran out: whoever guesses them knows the password."""
    try:
        take((CODES_TOLD, str(person.pk)))
    except Exhausted:
        return
    audit.record(by=None, verb="user.second_factor_blocked", target=person, at=at)
    security.tell(person=person, event=SecurityEvent.WRONG_CODES, at=at, origin=origin)
