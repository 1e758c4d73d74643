"""What people other than the responsible office say of a commitment: a lower state, and the second reading that closes it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from followup.commitments.choices import LONGEST_OFFICE, LONGEST_REASON, LOWERED_TO, Completion, State
from followup.commitments.models.commitments import Commitment


class Lowering(models.Model):
    """A state worse than the derived one, with its reason, until it is lifted."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name="compromiso", related_name="lowerings")
    to = models.CharField("rebajado a", max_length=12, choices=[(one.value, one.label) for one in LOWERED_TO])
    reason = models.CharField("razón", max_length=LONGEST_REASON)
    since = models.DateField("desde")
    office = models.CharField("quién lo rebajó", max_length=LONGEST_OFFICE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_on = models.DateField("levantado", null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "estado rebajado"
        verbose_name_plural = "estados rebajados"
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to__in=[State.AT_RISK, State.NOT_FULFILLED]), name="lowered_to_a_worse_state"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="lowering_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_on=None, lifted_by=None)
                | Q(lifted_on__gte=F("since"), lifted_by__isnull=False),
                name="lifted_lowering_is_whole",
            ),
            models.UniqueConstraint(fields=["commitment"], condition=Q(lifted_on=None), name="one_lowering_at_a_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.commitment} {self.to}"


class SecondReading(models.Model):
    """The reading that closes a commitment, by somebody who does not answer for it. Immutable."""

    commitment = models.OneToOneField(
        Commitment, models.PROTECT, verbose_name="compromiso", related_name="second_reading"
    )
    completion = models.CharField("qué encontró", max_length=14, choices=Completion)
    words = models.CharField("en palabras", max_length=LONGEST_REASON, blank=True)
    closed_on = models.DateField("cerrado el")
    office = models.CharField("quién lo leyó", max_length=LONGEST_OFFICE, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "segunda lectura"
        verbose_name_plural = "segundas lecturas"
        constraints = [
            models.CheckConstraint(condition=Q(completion__in=Completion.values), name="completion_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.completion}"
