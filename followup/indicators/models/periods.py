"""Reporting periods, and whether they still take measurements."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from followup.indicators.choices import EVERY, LONGEST_PERIOD, LONGEST_REASON
from followup.rules.periods import Every, Period, parse, round_of


class ReportingPeriod(models.Model):
    """A period by its code (`2026`, `2026-S1`, `2026-T3`), or a round of the diagnosis, which begins and ends on its cut-off.

    Whoever writes a measurement of it locks this row, so that locking a period and writing in it never cross. `locked_at`:
    since when it takes no measurement; `lock_reason` is shown with each refusal.
    """

    code = models.CharField("código", max_length=LONGEST_PERIOD, unique=True)
    every = models.CharField("clase", max_length=10, choices=EVERY)
    starts_on = models.DateField("primer día")
    ends_on = models.DateField("último día")
    locked_at = models.DateTimeField("cerrado", null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lock_reason = models.CharField("por qué se cerró", max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = "periodo de medición"
        verbose_name_plural = "periodos de medición"
        ordering = ["-ends_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(every__in=list(Every)) & ~Q(code=""), name="period_kind_is_known"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="period_runs_forwards"),
            models.CheckConstraint(
                condition=Q(locked_at=None, locked_by=None, lock_reason="")
                | Q(locked_at__isnull=False, locked_by__isnull=False, lock_reason__gt=""),
                name="locked_period_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    @property
    def rules(self) -> Period:
        """Return what the arithmetic needs of it."""
        return round_of(self.code, self.ends_on) if self.every == Every.CYCLE else parse(self.code)
