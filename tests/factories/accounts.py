"""One plain factory per model of accounts; what a test does not say is ordinary."""

from datetime import datetime
from itertools import count

from allauth.account.models import EmailAddress

from accounts.choices import INVITATION_LASTS, INVITATION_MAIL_TAKES, MailKind
from accounts.models import Invitation, Membership, User
from accounts.permissions import Role
from mail.choices import State
from territory.models import Municipality
from tests.factories.outbox import make_mail

PASSWORD = "una clave larga de prueba"  # of test accounts only
_numbers = count(1)


def make_user(*, email: str | None = None, name: str | None = None, password: str | None = None, **fields) -> User:
    """A person with a proven address; without password she cannot sign in through the form (tests force it)."""
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"persona{number}@alcaldia.example", password, name=name or f"Persona {number}", **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_membership(
    role: Role, municipality: Municipality | None = None, *, user: User | None = None, **fields
) -> Membership:
    return Membership.objects.create(user=user or make_user(), role=role, municipality=municipality, **fields)


def make_member(role: Role, municipality: Municipality | None = None, **user_fields) -> User:
    """A person who holds one role."""
    return make_membership(role, municipality, user=make_user(**user_fields)).user


def make_invitation(
    role: Role, municipality: Municipality | None = None, *, at: datetime, **fields
) -> tuple[Invitation, str]:
    """A pending invitation and its token, without log. Where it was not mailed, its mail stands in the outbox."""
    number = next(_numbers)
    token = f"token-{number}"
    values = {
        "email": f"invitada{number}@alcaldia.example",
        "created_at": at,
        "expires_at": at + INVITATION_LASTS,
        "token_sha256": Invitation.hash_of(token),
        "mailed_at": at,
    }
    invitation = Invitation.objects.create(role=role, municipality=municipality, **values | fields)
    if not invitation.mailed_at:
        is_only_try = {"waits_until": at + INVITATION_MAIL_TAKES} if invitation.invited_by is None else {}
        state = invitation.mail_problem or State.WAITING
        make_mail(MailKind.INVITATION, invitation.pk, at=invitation.created_at, state=state, **is_only_try)
    return invitation, token
