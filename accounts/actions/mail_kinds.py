"""What the mails of accounts say, written as each leaves; and what must be noted once it left or did not."""

from datetime import datetime
from secrets import token_urlsafe

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q

from accounts.actions.invitations import message_of
from accounts.choices import INVITATION_LASTS, INVITATION_MAIL_TAKES, MAIL_WAITS, Delivery, MailKind, MailProblem
from accounts.models import Invitation, Notification, User
from core.words import counted
from mail.actions.handover import compose
from mail.choices import About, Kind, State
from mail.models import Outbox

IN_DIGEST = 40


def _notice(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """A notice that somebody lets leave again after days is told as a digest tells it: as something of before."""
    rows = Notification.objects.unread().filter(pk=mail.subject_id, user__is_active=True)
    notification = rows.select_related("user").first()
    if notification is None:
        return None
    if notification.created_at <= at - MAIL_WAITS:
        return _digest_message(notification.user, [notification])
    return compose(
        to=notification.user.email,
        subject=notification.title,
        template="accounts/mail/notice",
        context={"notification": notification, "person": notification.user},
    )


def _note_notice(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.DROPPED:  # too late for a mail of its own
        rows = Notification.objects.unread().filter(pk=mail.subject_id)
        rows.update(delivery=Delivery.DIGEST)


def _about_notices(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Notification.objects.unread().filter(pk__in=[mail.subject_id for mail in mails], user__is_active=True)
    found = {row.pk: About(row.title, row.user.get_full_name(), row) for row in rows.select_related("user")}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _digest(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """What is unread as the mail leaves; it stays in this mail, whatever becomes of it.

    Locked: of two mails that tell the same person at once, each tells what the other does not.
    """
    rows = Notification.objects.select_for_update(of=("self",)).unread().select_related("user")
    rows = rows.filter(Q(digest=None) | Q(digest=mail), user=mail.subject_id, delivery=Delivery.DIGEST)
    # In the order in which «mark all as read» most likely takes them.
    notifications = list(rows.filter(user__is_active=True).order_by("pk"))
    if not notifications:
        return None
    notifications.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
    Notification.objects.filter(pk__in=[row.pk for row in notifications]).update(digest=mail)
    return _digest_message(notifications[0].user, notifications)


def _digest_message(person: User, notifications: list[Notification]) -> EmailMultiAlternatives:
    count = len(notifications)
    return compose(
        to=person.email,
        subject=f"Su semana en Innovación Pública 360: {counted(count, 'aviso', 'avisos')}",
        template="accounts/mail/digest",
        context={"shown": notifications[:IN_DIGEST], "more": max(0, count - IN_DIGEST), "person": person},
    )


def _note_digest(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.DROPPED:  # the next one tells it
        Notification.objects.filter(digest=mail).update(digest=None)


def _about_digests(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Notification.objects.unread().filter(digest__in=mails, user__is_active=True).select_related("user")
    told: dict[int, list[Notification]] = {}
    for row in rows.order_by("pk"):
        told.setdefault(row.digest_id, []).append(row)
    return {
        number: About(
            f"Resumen semanal con {counted(len(rows), 'aviso', 'avisos')}", rows[0].user.get_full_name(), rows[0]
        )
        for number, rows in told.items()
    }


def _invitation(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """Gets a link of its own: nobody knows the token of the one before, of which only the hash is kept."""
    usable = Invitation.objects.select_for_update(of=("self",)).usable(at).filter(mailed_at=None)
    invitation = usable.select_related("municipality", "invited_by").filter(pk=mail.subject_id).first()
    if invitation is None:
        return None
    token = token_urlsafe(32)
    # The link of a mail that may have arrived goes on working until this one certainly left.
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
    if state != State.UNSURE:  # either it is the link now, or nobody received it
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
        name=MailKind.NOTICE,
        label=MailKind.NOTICE.label,
        waits=MAIL_WAITS,
        compose=_notice,
        about=_about_notices,
        settled=_note_notice,
    ),
    Kind(
        name=MailKind.DIGEST,
        label=MailKind.DIGEST.label,
        waits=MAIL_WAITS,
        compose=_digest,
        about=_about_digests,
        settled=_note_digest,
    ),
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
