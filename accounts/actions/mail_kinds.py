"""The mails of accounts: composed when they are sent, and what is recorded once the outcome is known."""

from datetime import datetime
from secrets import token_urlsafe

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.urls import reverse

from accounts.actions.invitations import message_of
from accounts.choices import (
    INVITATION_LASTS,
    INVITATION_MAIL_TAKES,
    LINK_MAIL_WAITS,
    SECURITY_MAIL_WAITS,
    MailKind,
    MailProblem,
    SecurityEvent,
)
from accounts.models import Invitation, SecurityNotice, User
from mail.actions.handover import compose
from mail.choices import About, Kind, State
from mail.models import Outbox


def _invitation(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """Compose with a new link: of the previous token only the hash is stored."""
    usable = Invitation.objects.select_for_update(of=("self",)).usable(at).filter(mailed_at=None)
    invitation = usable.select_related("municipality", "invited_by").filter(pk=mail.subject_id).first()
    if invitation is None:
        return None
    token = token_urlsafe(32)
    # The link of a mail that may have arrived keeps working until this one is certainly sent.
    invitation.token_sha256 = invitation.mailed_token_sha256 or invitation.token_sha256
    invitation.mailed_token_sha256 = Invitation.hash_of(token)
    invitation.save(update_fields=["token_sha256", "mailed_token_sha256"])
    return message_of(invitation, token)


def _note_invitation(mail: Outbox, state: State, at: datetime) -> None:
    invitation = Invitation.objects.select_for_update().filter(pk=mail.subject_id).first()
    if invitation is None or state == State.DROPPED:
        return
    if state == State.SENT:
        invitation.mailed_at = at
        invitation.token_sha256 = invitation.mailed_token_sha256 or invitation.token_sha256
    if state != State.UNSURE:  # either it is now the link, or the mail was not delivered
        invitation.mailed_token_sha256 = None
    problems = {State.REFUSED: MailProblem.REFUSED, State.UNSURE: MailProblem.UNSURE}
    invitation.mail_problem = problems.get(state, "")
    invitation.save(update_fields=["mailed_at", "token_sha256", "mailed_token_sha256", "mail_problem"])


def _about_invitations(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Invitation.objects.usable(at).filter(pk__in=[mail.subject_id for mail in mails], mailed_at=None)
    found = {row.pk: About(f"Invitación: {row.role_label}", f"Invitación n.º {row.pk}", row) for row in rows}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _password_link(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """None for an address without an account: the request asks for the mail all the same, so that both take as long."""
    person = User.objects.filter(pk=mail.subject_id, is_active=True).first()
    if person is None:
        return None
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return compose(
        to=person.email,
        subject=_subject("Escriba una contraseña nueva"),
        template="accounts/mail/password_link",
        context={"link": settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)},
    )


def _about_password_links(mails: list[Outbox], at: datetime) -> dict[int, About]:
    people = User.objects.filter(is_active=True).in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, people[mail.subject_id]) for mail in mails if mail.subject_id in people}


def _email_link(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    address = EmailAddress.objects.filter(pk=mail.subject_id, verified=False).select_related("user").first()
    if address is None:
        return None
    key = EmailConfirmationHMAC(address).key
    return compose(
        to=address.email,
        subject=_subject("Confirme su correo"),
        template="accounts/mail/email_link",
        context={"person": address.user, "link": settings.SITE_URL + reverse("account_confirm_email", args=[key])},
    )


def _about_email_links(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = EmailAddress.objects.filter(verified=False).select_related("user")
    found = rows.in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, found[mail.subject_id].user) for mail in mails if mail.subject_id in found}


def _account_waiting(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    person = _unused().filter(pk=mail.subject_id).first()
    if person is None:
        return None
    return compose(
        to=person.email,
        subject="Su cuenta de Innovación Pública 360 lo espera",
        template="accounts/mail/account_waiting",
        context={"person": person},
    )


def _about_account_waiting(mails: list[Outbox], at: datetime) -> dict[int, About]:
    people = _unused().in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, people[mail.subject_id]) for mail in mails if mail.subject_id in people}


def _unused() -> QuerySet[User]:
    return User.objects.filter(is_active=True, last_login=None)


def _security(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    notice = SecurityNotice.objects.select_related("person").filter(pk=mail.subject_id).first()
    if notice is None:
        return None
    return compose(
        to=notice.email,
        subject=_subject(SecurityEvent(notice.event).label),
        template="accounts/mail/security",
        context={"notice": notice, "person": notice.person},
    )


def _note_security(mail: Outbox, state: State, at: datetime) -> None:
    if state in (State.SENT, State.REFUSED, State.DROPPED):
        SecurityNotice.objects.filter(pk=mail.subject_id).delete()


def _about_security(mails: list[Outbox], at: datetime) -> dict[int, About]:
    found = SecurityNotice.objects.select_related("person").in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, found[mail.subject_id].person) for mail in mails if mail.subject_id in found}


def _about(mail: Outbox, person: User) -> About:
    return About(MailKind(mail.kind).label, person.get_full_name(), person)


def _subject(text: str) -> str:
    return f"Innovación Pública 360: {text}"


KINDS = [
    Kind(
        name=MailKind.INVITATION,
        label=MailKind.INVITATION.label,
        waits=INVITATION_LASTS,
        takes=INVITATION_MAIL_TAKES,
        compose=_invitation,
        about=_about_invitations,
        settled=_note_invitation,
    ),
    Kind(
        name=MailKind.PASSWORD_LINK,
        label=MailKind.PASSWORD_LINK.label,
        waits=LINK_MAIL_WAITS,
        compose=_password_link,
        about=_about_password_links,
    ),
    Kind(
        name=MailKind.EMAIL_LINK,
        label=MailKind.EMAIL_LINK.label,
        waits=LINK_MAIL_WAITS,
        compose=_email_link,
        about=_about_email_links,
    ),
    Kind(
        name=MailKind.SECURITY,
        label=MailKind.SECURITY.label,
        waits=SECURITY_MAIL_WAITS,
        compose=_security,
        about=_about_security,
        settled=_note_security,
    ),
    Kind(
        name=MailKind.ACCOUNT_WAITING,
        label=MailKind.ACCOUNT_WAITING.label,
        waits=SECURITY_MAIL_WAITS,
        compose=_account_waiting,
        about=_about_account_waiting,
    ),
]
