"""Celery tasks of accounts: mails. Each fetches, does one action, and may run twice without harm."""

import logging

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from accounts.models import Invitation, Notification

logger = logging.getLogger(__name__)
PER_TURN = 500


@shared_task(bind=True, max_retries=4)
def send_mail(self: Task, *, notification_id: int) -> bool:
    """Mail one notification; while the mail server is away, four more times within five minutes."""
    from accounts.actions import notifications
    from mail.actions import handover

    try:
        return notifications.send_mail(notification_id=notification_id, at=timezone.now())
    except handover.MailDelayed as delay:
        return _again(self, delay, seconds=15)


@shared_task(bind=True, max_retries=8)
def send_digest(self: Task, *, user_id: int) -> int:
    """Mail a person her weekly digest; while the mail server is away, again and again for two days."""
    from accounts.actions import notifications
    from mail.actions import handover

    try:
        return notifications.send_digest(user_id=user_id, at=timezone.now())
    except handover.MailDelayed as delay:
        return _again(self, delay, seconds=600)


@shared_task(bind=True, max_retries=6)
def mail_invitation(self: Task, *, invitation_id: int) -> bool:
    """Mail one of many invitations; while the mail server is away, six more times within twenty minutes."""
    from accounts.actions import rosters
    from mail.actions import handover

    try:
        return rosters.mail_invitation(invitation_id=invitation_id, at=timezone.now())
    except handover.MailDelayed as delay:
        return _again(self, delay, seconds=15)


@shared_task
def send_waiting_mail() -> int:
    """Enqueue the mails that wait: notices and invitations made while broker, worker or mail server were away."""
    at = timezone.now()
    waiting = Notification.objects.waiting(at).order_by("created_at", "pk").values_list("pk", flat=True)
    invited = Invitation.objects.to_be_mailed(at).order_by("created_at", "pk").values_list("pk", flat=True)
    notices, invitations = list(waiting[:PER_TURN]), list(invited[:PER_TURN])
    for notification_id in notices:
        send_mail.delay(notification_id=notification_id)
    for invitation_id in invitations:
        mail_invitation.delay(invitation_id=invitation_id)
    return len(notices) + len(invitations)


@shared_task
def send_digests() -> int:
    """Enqueue the weekly digest of everybody who has something unread that no mail told."""
    rows = Notification.objects.for_digest(timezone.now()).order_by("user")
    people = list(rows.values_list("user", flat=True).distinct())
    for user_id in people:
        send_digest.delay(user_id=user_id)
    return len(people)


def enqueue_mail(notification_ids: list[int]) -> None:
    """Ask for mails once the transaction is committed; a broker that is away does not undo what was told."""
    _after_commit(send_mail, [{"notification_id": pk} for pk in notification_ids])


def enqueue_digest(user_id: int) -> None:
    """Ask for the digest of one person once the transaction is committed."""
    _after_commit(send_digest, [{"user_id": user_id}])


def enqueue_invitations(invitation_ids: list[int]) -> None:
    """Ask for the mails of invitations once the transaction is committed."""
    _after_commit(mail_invitation, [{"invitation_id": pk} for pk in invitation_ids])


def _after_commit(task: Task, calls: list[dict]) -> None:
    def send() -> None:
        for call in calls:
            task.delay(**call)

    if calls:
        transaction.on_commit(send, robust=True)


def _again(task: Task, delay: Exception, *, seconds: int) -> int:
    """Try again later, each time after twice as long. Inside a request (no worker) nobody waits: the row does."""
    if task.request.is_eager:
        logger.warning("mail is away: %s", delay)
        return 0
    raise task.retry(exc=delay, countdown=seconds * 2**task.request.retries)
