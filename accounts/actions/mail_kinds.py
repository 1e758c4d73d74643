"""The mails of accounts: composed when they are sent, and what is recorded once the outcome is known."""

from datetime import datetime
from secrets import token_urlsafe

from django.core.mail import EmailMultiAlternatives

from accounts.actions.invitations import message_of
from accounts.choices import INVITATION_LASTS, INVITATION_MAIL_TAKES, MailKind, MailProblem
from accounts.models import Invitation
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
]
