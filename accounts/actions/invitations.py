"""Invitations: send, accept, revoke, replace."""

from datetime import datetime
from secrets import token_urlsafe

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import INVITATION_LASTS, NOTICE_VERSION, RESEND_AFTER, MailKind
from accounts.models import Invitation, Membership, User
from accounts.permissions import INVITED_ROLES, Role, may_grant
from accounts.queries import forget_holdings, has_account, holdings_of
from core import audit
from core.refusals import Refusal
from core.versioned_text.markup import Address
from core.words import long_date, one_line
from mail.actions import outbox
from mail.actions.handover import compose, greeting
from territory.models import Municipality


class MayNotInvite(Refusal):
    pass


class RoleDoesNotFit(Refusal):
    pass


class AlreadyMember(Refusal):
    pass


class InvitationUnusable(Refusal):
    """The same sentence for unknown, expired, revoked and used links, so that guessing reveals nothing."""

    def __init__(self):
        super().__init__("Esta invitación no sirve: venció, se anuló o ya se usó. Pida una nueva a quien lo invitó.")


class AccountExists(Refusal):
    pass


class OtherAccount(Refusal):
    pass


class NotPending(Refusal):
    def __init__(self):
        super().__init__("Esa invitación ya no está pendiente: se aceptó, se anuló o se envió otra vez.")


class TooSoon(Refusal):
    pass


@transaction.atomic
def invite(
    *, email: str, role: Role, municipality: Municipality | None, by: User | None, at: datetime, name: str = ""
) -> tuple[Invitation, str]:
    """Offer a role to an address and mail the link on commit; return the row and the only copy of its token.

    `by` None: the operator at the command line. Replaces a pending invitation for the same role and place.
    Refuses invalid addresses, roles that do not fit the place, roles that `by` may not grant, current members, and what was
    sent less than RESEND_AFTER ago.
    """
    email = email.strip().lower()
    _check_email(email)
    check_role_fits(role, municipality)
    place_id = municipality.pk if municipality else None
    if by is not None and not may_grant(holdings_of(by), role, place_id):
        raise MayNotInvite(f"Su rol no le permite invitar con el rol «{role.label}» en ese lugar.")
    if Membership.objects.current().filter(user__email=email, role=role, municipality=municipality).exists():
        raise AlreadyMember(f"{email} ya tiene el rol «{role.label}» allí.")
    same = Invitation.objects.pending().filter(email=email, role=role, municipality=municipality)
    if by is not None and same.filter(created_at__gt=at - RESEND_AFTER).exists():
        raise TooSoon(f"La invitación a {email} salió hace menos de un minuto. Espere a que llegue.")
    replaced = same.update(revoked_at=at)
    token = token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                name=one_line(name),
                role=role,
                municipality=municipality,
                token_sha256=Invitation.hash_of(token),
                invited_by=by,
                created_at=at,
                expires_at=at + INVITATION_LASTS,
            )
    except IntegrityError:
        raise AlreadyMember(f"Otra persona acaba de invitar a {email} con ese rol.") from None
    data = {"role": role, "municipality": municipality.divipola if municipality else None, "replaced": replaced}
    audit.record(by=by, verb="invitation.sent", target=invitation, at=at, data=data)
    # Not a task: the token would be stored in the broker. A retry makes a new link, which would invalidate the one that the
    # operator's command printed: that mail is tried once.
    outbox.enqueue_here(
        kind=MailKind.INVITATION, subject_id=invitation.pk, key=mail_key(invitation), at=at,
        compose=lambda row, at: message_of(invitation, token), is_only_try=by is None,
    )  # fmt: skip
    return invitation, token


@transaction.atomic
def resend(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Send a pending invitation again with a new link, on commit; the previous link stops working.

    Refuses like `invite`, and answered invitations.
    """
    # Locked: the second of two presses waits here, and then finds it replaced.
    row = Invitation.objects.select_for_update().pending().filter(pk=invitation.pk).first()
    if row is None:
        raise NotPending
    again, _ = invite(
        email=invitation.email, name=invitation.name, role=Role(invitation.role),
        municipality=invitation.municipality, by=by, at=at,
    )  # fmt: skip
    return again


@transaction.atomic
def accept(*, token: str, name: str, password: str, at: datetime) -> User:
    """Create the account of an invited person, with the proven address and the role; the link is used up.

    Refuses unusable links, and addresses that already have an account: those accept signed in (`accept_as`).
    """
    invitation = _lock(token, at)
    if has_account(invitation.email):
        raise AccountExists("Ya existe una cuenta con este correo. Ingrese con ella para aceptar la invitación.")
    user = User.objects.create_user(invitation.email, password, name=one_line(name), date_joined=at)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    data = {"notice_version": NOTICE_VERSION, "channel": "web"}
    audit.record(by=user, verb="user.accepted_data_notice", target=user, at=at, data=data)
    _join(invitation, user, at)
    return user


@transaction.atomic
def accept_as(*, token: str, by: User, at: datetime) -> None:
    """Add the invited role to the signed-in account. Refuses unusable links and other addresses."""
    invitation = _lock(token, at)
    if by.email != invitation.email:
        raise OtherAccount("La invitación es para otro correo. Salga de esta cuenta e ingrese con la invitada.")
    _join(invitation, by, at)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Make a pending invitation unusable. Refuses users who could not have sent it, and answered invitations."""
    row = Invitation.objects.select_for_update().pending().filter(pk=invitation.pk).first()
    if row is None:
        raise NotPending
    if not may_grant(holdings_of(by), Role(row.role), row.municipality_id):
        raise MayNotInvite("Su rol no le permite anular esta invitación.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit.record(by=by, verb="invitation.revoked", target=row, at=at, data={"role": row.role})


def link_of(token: str) -> str:
    return settings.SITE_URL + reverse("accounts:invitation-accept", args=[token])


def _check_email(email: str) -> None:
    try:
        Invitation._meta.get_field("email").run_validators(email)
    except ValidationError:
        raise RoleDoesNotFit("Escriba un correo completo, por ejemplo planeacion@alcaldia.gov.co.") from None


def check_role_fits(role: Role, municipality: Municipality | None) -> None:
    """Refuse roles that nobody is given, municipal ones without a municipality, and metropolitan ones with one."""
    if role not in INVITED_ROLES:
        raise RoleDoesNotFit(f"El rol «{role.label}» no se da por invitación.")
    if role.is_municipal and municipality is None:
        raise RoleDoesNotFit(f"Elija el municipio: «{role.label}» es un rol de un municipio.")
    if role.is_metropolitan and municipality is not None:
        raise RoleDoesNotFit(f"Elija «Toda el área metropolitana»: «{role.label}» no es un rol de un municipio.")


def _lock(token: str, at: datetime) -> Invitation:
    """Serialise concurrent uses of one link: the second waits here and then finds it used."""
    invitation = Invitation.objects.select_for_update().usable(at).with_token(token).first()
    if invitation is None:
        raise InvitationUnusable
    return invitation


def _join(invitation: Invitation, user: User, at: datetime) -> None:
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    membership, _ = Membership.objects.current().get_or_create(
        user=user, role=invitation.role, municipality=invitation.municipality, defaults={"began_at": at}
    )
    forget_holdings(user)
    data = {"role": membership.role, "invitation": invitation.pk}
    audit.record(by=user, verb="invitation.accepted", target=membership, at=at, data=data)


def message_of(invitation: Invitation, token: str) -> EmailMultiAlternatives:
    """Return the mail with the link, the only place where the token appears."""
    role, by, place = Role(invitation.role), invitation.invited_by, invitation.municipality
    values = {
        "saludo": greeting(invitation.name),
        "quien_invita": f"{by.get_full_name()} lo invita" if by else "Lo invitamos",
        "rol": f"{role.label} de {place}" if place else str(role.label),
        "que_hace": role.sentence,
        "direccion": Address(link_of(token)),
        "vence": long_date(timezone.localtime(invitation.expires_at)),
    }
    return compose(to=invitation.email, text="mail-invitation", values=values)


def mail_key(invitation: Invitation) -> str:
    return f"{MailKind.INVITATION}:{invitation.pk}"
