"""One plain factory per model of accounts; what a test does not say is ordinary."""

from datetime import datetime
from itertools import count

from allauth.account.models import EmailAddress

from accounts.choices import INVITATION_LASTS, Mail, NotificationKind
from accounts.models import Invitation, Membership, Notification, User
from accounts.permissions import Role
from territory.models import Municipality

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
    """A pending invitation and its token, without mail nor log."""
    number = next(_numbers)
    token = f"token-{number}"
    values = {
        "email": f"invitada{number}@alcaldia.example",
        "created_at": at,
        "expires_at": at + INVITATION_LASTS,
        "token_sha256": Invitation.hash_of(token),
        "mailed_at": at,
    }
    return Invitation.objects.create(role=role, municipality=municipality, **values | fields), token


def make_notification(user: User, *, at: datetime, **fields) -> Notification:
    """An unread notification that leaves no mail; a claimed one was claimed when it was made."""
    number = next(_numbers)
    if fields.get("mail") == Mail.CLAIMED:
        fields.setdefault("claimed_at", at)
    values = {"kind": NotificationKind.OTHER, "key": f"hecho-{number}", "title": f"Aviso {number}", "url": "/cuenta/"}
    return Notification.objects.create(user=user, created_at=at, **values | fields)
