"""The outbox: one row for each mail, with its state."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from mail.choices import CLAIM_LASTS, State

UNSETTLED = [State.CLAIMED, State.UNSURE]
SETTLED = [State.SENT, State.REFUSED, State.DROPPED]


class OutboxQuerySet(models.QuerySet):
    def waiting(self, at: datetime) -> "OutboxQuerySet":
        """Keep those that may be sent now."""
        return self.filter(state=State.WAITING, waits_until__gt=at)

    def due(self, at: datetime) -> "OutboxQuerySet":
        """Keep those that should have left by now."""
        return self.waiting(at).filter(due_at__lte=at)

    def late(self, at: datetime) -> "OutboxQuerySet":
        return self.filter(state=State.WAITING, waits_until__lte=at)

    def unsettled(self, at: datetime) -> "OutboxQuerySet":
        """Keep those whose delivery is unknown."""
        return self.filter(state__in=UNSETTLED, claimed_at__lte=at - CLAIM_LASTS)

    def open(self) -> "OutboxQuerySet":
        return self.exclude(state__in=SETTLED)


class Outbox(models.Model):
    """One mail. `key` identifies event and recipient, so that it is sent once; `kind` and `subject_id` name the row it is about.

    Holds no address, token or text: its kind looks them up or makes them when the mail is sent.
    """

    key = models.CharField("qué se dice y a quién", max_length=120, unique=True)
    kind = models.CharField("clase", max_length=40)
    subject_id = models.BigIntegerField("sobre")
    state = models.CharField("estado", max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("momento")
    due_at = models.DateTimeField("sale desde")  # from then on beat sends it, if the request that made it did not
    waits_until = models.DateTimeField("espera hasta")  # expires
    claimed_at = models.DateTimeField("envío empezado", null=True, blank=True)
    settled_at = models.DateTimeField("terminado", null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "correo"
        verbose_name_plural = "correos"
        constraints = [
            models.CheckConstraint(condition=~Q(key="") & ~Q(kind=""), name="outbox_names_itself"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, claimed_at=None, settled_at=None)
                | Q(state__in=UNSETTLED, claimed_at__isnull=False, settled_at=None)
                | Q(state__in=SETTLED, claimed_at=None, settled_at__isnull=False),
                name="outbox_moments_fit_the_state",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("created_at"), waits_until__gte=F("due_at")), name="outbox_moments_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=State.WAITING), name="outbox_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state__in=UNSETTLED), name="outbox_unsettled"),
        ]

    def __str__(self) -> str:
        return f"mail {self.key}"
