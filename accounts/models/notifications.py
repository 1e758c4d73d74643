"""What the portal tells a person, and how she wants to learn of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.choices import CLAIM_LASTS, MAIL_WAITS, Delivery, Mail, NotificationKind


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def in_inbox_order(self) -> "NotificationQuerySet":
        """Unread first, then the newest."""
        return self.order_by(F("read_at").asc(nulls_first=True), "-created_at", "-pk")

    def waiting(self, at: datetime) -> "NotificationQuerySet":
        """Keep those whose own mail should leave now."""
        return self.filter(mail=Mail.WAITING, user__is_active=True, created_at__gt=at - MAIL_WAITS)

    def for_digest(self, at: datetime) -> "NotificationQuerySet":
        """Keep what a weekly digest of that moment tells: unread, and in no mail yet."""
        too_late = Q(mail=Mail.WAITING, created_at__lte=at - MAIL_WAITS)
        return self.unread().filter(Q(mail=Mail.DIGEST) | too_late, user__is_active=True)

    def unsettled(self, at: datetime) -> "NotificationQuerySet":
        """Keep those of which nobody knows whether their mail left, and which still need one: what was read needs none."""
        rows = self.unread().filter(mail=Mail.CLAIMED, claimed_at__lte=at - CLAIM_LASTS)
        return rows.filter(user__is_active=True)


class Notification(models.Model):
    """One thing told to one person. `key` names what happened: the same is never told twice to the same person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField("tipo", max_length=20, choices=NotificationKind)
    key = models.CharField("hecho", max_length=120)
    title = models.CharField("título", max_length=200)
    body = models.TextField("texto", blank=True)
    url = models.CharField("página", max_length=300)  # a path of the portal
    created_at = models.DateTimeField("momento")
    read_at = models.DateTimeField("leído", null=True, blank=True)
    mail = models.CharField("correo", max_length=10, choices=Mail, default=Mail.NONE)
    claimed_at = models.DateTimeField("envío empezado", null=True, blank=True)  # the same in all rows of one digest
    mailed_at = models.DateTimeField("correo enviado", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_told_once"),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_is_known"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="notification_mail_is_known"),
            models.CheckConstraint(
                condition=Q(mail=Mail.SENT, mailed_at__isnull=False) | (~Q(mail=Mail.SENT) & Q(mailed_at__isnull=True)),
                name="notification_mailed_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(mail=Mail.CLAIMED, claimed_at__isnull=False)
                | (~Q(mail=Mail.CLAIMED) & Q(claimed_at__isnull=True)),
                name="notification_claimed_when_claimed",
            ),
            # Opening a notification sends the browser there: never to another site.
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"), name="notification_url_is_of_the_portal"
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(title=""), name="notification_says_something"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["created_at"], condition=Q(mail__in=[Mail.WAITING, Mail.DIGEST]), name="notification_unmailed"
            ),
            models.Index(fields=["claimed_at"], condition=Q(mail=Mail.CLAIMED), name="notification_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class NotificationPreference(models.Model):
    """How a person learns of one kind of notification, where she chose something else than the usual."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField("tipo", max_length=20, choices=NotificationKind)
    delivery = models.CharField("entrega", max_length=10, choices=Delivery)

    class Meta:
        verbose_name = "preferencia de avisos"
        verbose_name_plural = "preferencias de avisos"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="preference_kind_is_known"),
            models.CheckConstraint(condition=Q(delivery__in=Delivery.values), name="preference_delivery_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.delivery}"
