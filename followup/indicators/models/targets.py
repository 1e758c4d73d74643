"""Targets and baselines of indicators."""

from fractions import Fraction

from django.db import models
from django.db.models import Q

from followup.indicators.choices import MOST_DECIMALS, MOST_DIGITS
from followup.indicators.models.periods import ReportingPeriod
from followup.indicators.models.sheets import Indicator
from followup.rules import lights


class Target(models.Model):
    """What a municipality means to reach in a period, and where it began. `municipality` None: the valley.

    Either number may be missing, not both; zero is a number.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="indicador", related_name="targets")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, verbose_name="periodo", related_name="targets")
    target, baseline = (
        models.DecimalField(label, max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS, null=True, blank=True)
        for label in ("meta", "línea base")
    )
    is_demo = models.BooleanField("de demostración", default=False)
    set_at = models.DateTimeField("puesta")

    class Meta:
        verbose_name = "meta de un indicador"
        verbose_name_plural = "metas de indicadores"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "municipality", "period"], name="one_target_per_municipality"),
            models.UniqueConstraint(
                fields=["indicator", "period"], condition=Q(municipality=None), name="one_target_of_the_valley"
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(baseline__isnull=False), name="target_has_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.municipality_id or 'valle'} {self.period}"

    @property
    def rules(self) -> lights.Target:
        target, baseline = (None if one is None else Fraction(one) for one in (self.target, self.baseline))
        return lights.Target(self.period.rules, target, baseline)
