"""Sheets of indicators."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from followup.indicators.choices import (
    DIRECTIONS,
    EVERY,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DECIMALS,
    OVER_MUNICIPALITIES,
    OVER_TIME,
)
from followup.rules.periods import Every
from followup.rules.sheets import (
    DEFAULT_COVERAGE,
    DEFAULT_DECIMALS,
    DEFAULT_LAG,
    FACTORS,
    Direction,
    OverMunicipalities,
    OverTime,
    Sheet,
)


class Indicator(models.Model):
    """An indicator by its code; what it means stands in the versions of its sheet. Targets and measurements name it."""

    code = models.CharField("código", max_length=LONGEST_CODE, unique=True)

    class Meta:
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="indicator_has_code")]

    def __str__(self) -> str:
        return self.code


class IndicatorSheetQuerySet(models.QuerySet):
    def in_force(self) -> "IndicatorSheetQuerySet":
        """Keep the newest version of each."""
        newer = IndicatorSheet.objects.filter(code=models.OuterRef("code"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(newer))


class IndicatorSheet(models.Model):
    """What an indicator measures and how it is judged (docs/followup.md). A version is immutable: a light names the one it used.

    `source`: where its numbers come from, in words. `limits`: what it does not say. `low` and `high`: bounds of the value.
    """

    code = models.CharField("código", max_length=LONGEST_CODE)
    version = models.PositiveSmallIntegerField("versión")
    name = models.CharField("nombre", max_length=LONGEST_NAME)
    formula, source, limits = (
        models.CharField(label, max_length=LONGEST_TEXT) for label in ("fórmula", "fuente", "límites de uso")
    )
    owner = models.CharField("responsable", max_length=LONGEST_NAME)
    unit = models.CharField("unidad", max_length=40)
    every = models.CharField("periodo", max_length=10, choices=EVERY)
    direction = models.CharField("sentido", max_length=5, choices=DIRECTIONS)
    over_time = models.CharField("cómo se suma en el año", max_length=20, choices=OVER_TIME)
    over_municipalities = models.CharField("cómo se suma en el valle", max_length=20, choices=OVER_MUNICIPALITIES)
    has_denominator = models.BooleanField("lleva denominador")
    factor = models.PositiveSmallIntegerField("factor", default=1)
    decimals = models.PositiveSmallIntegerField("decimales", default=DEFAULT_DECIMALS)
    tolerance = models.DecimalField("tolerancia", max_digits=12, decimal_places=MOST_DECIMALS, default=0)
    lag_days = models.PositiveSmallIntegerField("días para entregar", default=DEFAULT_LAG)
    min_n = models.PositiveIntegerField("mínimo del denominador", default=0)
    min_coverage = models.PositiveSmallIntegerField("cobertura mínima, %", default=DEFAULT_COVERAGE)
    low, high = (
        models.DecimalField(label, max_digits=18, decimal_places=MOST_DECIMALS, null=True, blank=True)
        for label in ("valor mínimo", "valor máximo")
    )
    loaded_at = models.DateTimeField("cargada")

    objects = IndicatorSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "ficha de indicador"
        verbose_name_plural = "fichas de indicadores"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_sheet_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1) & ~Q(code=""), name="indicator_sheet_has_code"),
            models.CheckConstraint(condition=Q(factor__in=FACTORS), name="indicator_factor_is_known"),
            models.CheckConstraint(condition=Q(decimals__lte=MOST_DECIMALS), name="indicator_decimals_in_range"),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="indicator_tolerance_not_negative"),
            models.CheckConstraint(condition=Q(min_coverage__lte=100), name="indicator_coverage_is_percent"),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__isnull=False, high__isnull=False, low__lt=F("high")),
                name="indicator_bounds_are_two_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(over_time=OverTime.SUM) | Q(has_denominator=False), name="indicator_sum_has_no_denominator"
            ),
            models.CheckConstraint(
                condition=~Q(over_municipalities=OverMunicipalities.RATIO) | Q(has_denominator=True),
                name="indicator_ratio_has_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def rules(self) -> Sheet:
        """Return what the arithmetic needs of it."""
        bounds = None if self.low is None or self.high is None else (Fraction(self.low), Fraction(self.high))
        return Sheet(
            code=self.code, version=self.version, unit=self.unit, every=Every(self.every),
            direction=Direction(self.direction), over_time=OverTime(self.over_time),
            over_municipalities=OverMunicipalities(self.over_municipalities), has_denominator=self.has_denominator,
            factor=self.factor, decimals=self.decimals, tolerance=Fraction(self.tolerance), lag_days=self.lag_days,
            min_n=self.min_n, min_coverage=self.min_coverage, bounds=bounds,
        )  # fmt: skip
