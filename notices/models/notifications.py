"""Notifications, and each person's delivery preferences."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from notices.choices import KIND_LENGTH, DeliveryMode


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def in_inbox_order(self) -> "NotificationQuerySet":
        """Unread first, then newest first."""
        return self.order_by(F("read_at").asc(nulls_first=True), "-created_at", "-pk")

    def for_digest(self) -> "NotificationQuerySet":
        """Keep those for the next weekly digest: unread, and in no mail yet."""
        return self.unread().filter(delivery=DeliveryMode.DIGEST, digest=None, user__is_active=True)


class Notification(models.Model):
    """One notification to one person. `key` identifies the event: a person is notified of it once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField("tipo", max_length=KIND_LENGTH)
    key = models.CharField("hecho", max_length=120)
    title = models.CharField("título", max_length=200)
    body = models.TextField("texto", blank=True)
    url = models.CharField("página", max_length=300)  # path within the portal
    created_at = models.DateTimeField("momento")
    read_at = models.DateTimeField("leído", null=True, blank=True)
    # The preference at the time; AT_ONCE becomes DIGEST if its own mail expired.
    delivery = models.CharField("entrega", max_length=10, choices=DeliveryMode, default=DeliveryMode.PORTAL)
    digest = models.ForeignKey(  # the digest mail that holds it
        "mail.Outbox", verbose_name="resumen", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        verbose_name_plural = "avisos"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_told_once"),
            models.CheckConstraint(
                condition=Q(delivery__in=DeliveryMode.values), name="notification_delivery_is_known"
            ),
            models.CheckConstraint(
                condition=Q(digest=None) | Q(delivery=DeliveryMode.DIGEST), name="notification_in_a_digest_when_wanted"
            ),
            # Opening a notification redirects there: never to another site.
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//"), name="notification_url_is_of_the_portal"
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(title=""), name="notification_says_something"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["user"],
                condition=Q(read_at=None, delivery=DeliveryMode.DIGEST, digest=None),
                name="notification_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"


class NotificationPreference(models.Model):
    """A person's delivery for one kind of notification, where it differs from the default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="persona", on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField("tipo", max_length=KIND_LENGTH)
    delivery = models.CharField("entrega", max_length=10, choices=DeliveryMode)

    class Meta:
        verbose_name = "preferencia de avisos"
        verbose_name_plural = "preferencias de avisos"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once_per_kind"),
            models.CheckConstraint(condition=Q(delivery__in=DeliveryMode.values), name="preference_delivery_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.delivery}"
