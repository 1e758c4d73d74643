"""How a promise changed: its versions, the first one always kept, and the changes that an office asks for."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from followup.commitments.choices import LONGEST_OFFICE, LONGEST_REASON
from followup.commitments.models.commitments import Commitment

UNDECIDED = Q(decided_at=None, withdrawn_at=None)  # of a change that waits


class PromiseVersion(models.Model):
    """What was promised, whole (`content`: actions.promises.content_of). Number 1 is the original. Immutable.

    Made when the responsible office accepts, and with each change that was granted.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name="compromiso", related_name="versions")
    number = models.PositiveSmallIntegerField("versión")
    content = models.JSONField("lo prometido")
    reason = models.CharField("por qué cambió", max_length=LONGEST_REASON, blank=True)
    office = models.CharField("quién la hizo", max_length=LONGEST_OFFICE, blank=True)
    made_on = models.DateField("del")
    made_at = models.DateTimeField("escrita")

    class Meta:
        verbose_name = "versión de un compromiso"
        verbose_name_plural = "versiones de compromisos"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="promise_version_once"),
            models.CheckConstraint(condition=Q(number=1) | Q(reason__gt=""), name="changed_promise_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} versión {self.number}"


class ChangeRequest(models.Model):
    """A change that the responsible office asks for; granted, it becomes the next version. One open at a time.

    `withdrawn_at`: whoever asked for it took it back before it was decided.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name="compromiso", related_name="change_requests"
    )
    content = models.JSONField("lo que se pide")
    reason = models.CharField("razón", max_length=LONGEST_REASON)
    office = models.CharField("quién lo pide", max_length=LONGEST_OFFICE)
    asked_at = models.DateTimeField("pedido")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("retirado", null=True, blank=True)
    is_granted = models.BooleanField("se acepta", null=True, blank=True)
    words = models.CharField("respuesta", max_length=LONGEST_REASON, blank=True)
    decided_at = models.DateTimeField("decidido", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.OneToOneField(
        PromiseVersion,
        models.PROTECT,
        verbose_name="versión que resultó",
        null=True,
        blank=True,
        related_name="request",
    )

    class Meta:
        verbose_name = "cambio pedido"
        verbose_name_plural = "cambios pedidos"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment"], condition=UNDECIDED, name="one_open_change_per_commitment"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="asked_change_says_why"),
            models.CheckConstraint(
                condition=Q(is_granted=None, decided_at=None, decided_by=None, version=None)
                | Q(is_granted=True, decided_at__isnull=False, decided_by__isnull=False, version__isnull=False)
                | Q(is_granted=False, decided_at__isnull=False, decided_by__isnull=False, version=None, words__gt=""),
                name="decided_change_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(withdrawn_at=None), name="change_decided_or_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} cambio pedido el {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.decided_at is None and self.withdrawn_at is None
