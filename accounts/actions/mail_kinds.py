"""The mails of accounts: composed when they are sent, and what is recorded once the outcome is known."""

from datetime import datetime
from secrets import token_urlsafe

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

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
from core.versioned_text.markup import Address, Block
from mail.actions.handover import compose, greeting
from mail.choices import About, Kind, State
from mail.models import Outbox

MOMENT = r"j \d\e F \d\e Y, G:i"
BREAK = mark_safe("<br>")
ADVICE = "Si no fue usted ni lo pidió, recupere su contraseña y avise a la coordinación metropolitana."
ROLE_ADVICE = "Si no lo esperaba, pregunte a la coordinación metropolitana."


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
        text="mail-password-link",
        values={"direccion": Address(settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key))},
    )


def _about_password_links(mails: list[Outbox], at: datetime) -> dict[int, About]:
    people = User.objects.filter(is_active=True).in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, people[mail.subject_id]) for mail in mails if mail.subject_id in people}


def _email_link(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    address = EmailAddress.objects.filter(pk=mail.subject_id, verified=False).select_related("user").first()
    if address is None:
        return None
    key = EmailConfirmationHMAC(address).key
    link = Address(settings.SITE_URL + reverse("account_confirm_email", args=[key]))
    values = {"nombre": address.user.get_full_name(), "direccion": link}
    return compose(to=address.email, text="mail-email-link", values=values)


def _about_email_links(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = EmailAddress.objects.filter(verified=False).select_related("user")
    found = rows.in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, found[mail.subject_id].user) for mail in mails if mail.subject_id in found}


def _account_waiting(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    person = _unused().filter(pk=mail.subject_id).first()
    if person is None:
        return None
    values = {
        "saludo": greeting(person.name),
        "correo": person.email,
        "ingreso": Address(settings.SITE_URL + reverse("account_login")),
        "contrasena": Address(settings.SITE_URL + reverse("account_reset_password")),
    }
    return compose(to=person.email, text="mail-account-waiting", values=values)


def _about_account_waiting(mails: list[Outbox], at: datetime) -> dict[int, About]:
    people = _unused().in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, people[mail.subject_id]) for mail in mails if mail.subject_id in people}


def _unused() -> QuerySet[User]:
    return User.objects.filter(is_active=True, last_login=None)


def _security(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    notice = SecurityNotice.objects.select_related("person").filter(pk=mail.subject_id).first()
    if notice is None:
        return None
    event, person = SecurityEvent(notice.event), notice.person
    context = {"notice": notice, "person": person}
    when = f"Cuándo: {date_format(timezone.localtime(notice.at), MOMENT)}"
    lines = [when, f"Desde: {notice.origin}"] if notice.origin else [when]
    values = {
        "asunto": str(event.label),
        "nombre": person.get_full_name(),
        "que_paso": render_to_string("accounts/mail/security_sentences.txt", context).strip(),
        "cuando": Block(
            "\n".join(lines), format_html("<p>{}</p>", format_html_join(BREAK, "{}", ((line,) for line in lines)))
        ),
        "que_hacer": ROLE_ADVICE if event in (SecurityEvent.LAST_ROLE, SecurityEvent.ROLE) else ADVICE,
    }
    return compose(to=notice.email, text="mail-security", values=values)


def _note_security(mail: Outbox, state: State, at: datetime) -> None:
    if state in (State.SENT, State.REFUSED, State.DROPPED):
        SecurityNotice.objects.filter(pk=mail.subject_id).delete()


def _about_security(mails: list[Outbox], at: datetime) -> dict[int, About]:
    found = SecurityNotice.objects.select_related("person").in_bulk([mail.subject_id for mail in mails])
    return {mail.pk: _about(mail, found[mail.subject_id].person) for mail in mails if mail.subject_id in found}


def _about(mail: Outbox, person: User) -> About:
    return About(MailKind(mail.kind).label, person.get_full_name(), person)


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
