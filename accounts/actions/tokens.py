"""API tokens with which programs of the metropolitan team read unpublished data."""

from datetime import datetime

from django.db import transaction
from knox.models import AuthToken

from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of
from accounts.queries.tokens import tokens_of
from core import audit
from core.refusals import Refusal

MOST = 5


class CannotMakeToken(Refusal):
    pass


@transaction.atomic
def make(*, by: User, at: datetime) -> str:
    """Make a token for the user and return it, the only time it is visible: only its hash is stored.

    It expires (settings.REST_KNOX). Refuses users who may not view the board, and more than MOST tokens at a time.
    """
    if not allows(holdings_of(by), Permission.VIEW_BOARD):
        raise CannotMakeToken("Su rol no tiene nada que leer con un token.")
    User.objects.select_for_update().get(pk=by.pk)  # concurrent requests must not pass the limit
    if tokens_of(by, at=at).count() >= MOST:
        raise CannotMakeToken(f"Ya tiene {MOST} tokens vigentes. Retire uno que no use.")
    AuthToken.objects.filter(user=by, expiry__lte=at).delete()
    kept, token = AuthToken.objects.create(by)
    audit.record(by=by, verb="token.made", target=by, at=at, data={"starts": kept.token_key[:8]})
    return token


@transaction.atomic
def revoke(*, token: AuthToken, by: User, at: datetime) -> None:
    """Delete a token of the user. Idempotent."""
    deleted, _ = AuthToken.objects.filter(pk=token.pk, user=by).delete()
    if deleted:
        audit.record(by=by, verb="token.revoked", target=by, at=at, data={"starts": token.token_key[:8]})
