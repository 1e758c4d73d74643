"""What was measured: the row that people write, and the approved values that everybody reads."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.access import can, municipalities_of
from accounts.permissions import Permission
from core.models import InProcessQuerySet, Versioned, WithDeadlines
from followup.evidence.models import FollowupEvidence
from followup.indicators.choices import (
    LONGEST_NOTE,
    LONGEST_OFFICE,
    LONGEST_REASON,
    MOST_DECIMALS,
    MOST_DIGITS,
    PROCESS,
    MeasurementState,
)
from followup.indicators.models.periods import ReportingPeriod
from followup.indicators.models.sheets import Indicator, IndicatorSheet
from followup.rules import lights

NOT_NEGATIVE = Q(denominator=None) | Q(denominator__gte=0)


class Quantities(models.Model):
    """`denominator`: None where the sheet has none; 0 says that it does not apply in the period."""

    numerator = models.DecimalField("numerador", max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS)
    denominator = models.DecimalField(
        "denominador", max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS, null=True, blank=True
    )

    class Meta:
        abstract = True


class MeasurementQuerySet(InProcessQuerySet):
    def with_context(self) -> "MeasurementQuerySet":
        return self.select_related("indicator", "municipality", "period")

    def visible_to(self, user) -> "MeasurementQuerySet":
        """Keep those of the town halls for which the person writes; who approves also sees the rest, once it was sent."""
        places = municipalities_of(user, Permission.WRITE_MEASUREMENTS)
        if places is None:
            return self
        own = Q(municipality__in=places)
        return self.filter(
            own | ~Q(state=MeasurementState.DRAFT) if can(user, Permission.APPROVE_MEASUREMENTS) else own
        )


class Measurement(Quantities, WithDeadlines, Versioned):
    """One indicator of one municipality in one period, as it is being written. Not public: see ApprovedValue.

    `note`: how it was counted. `reason`: why it was returned, or opened again.
    """

    process = PROCESS

    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name="indicador", related_name="measurements")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", related_name="measurements"
    )
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, verbose_name="periodo", related_name="measurements")
    numerator = models.DecimalField(
        "numerador", max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS, null=True, blank=True
    )
    note = models.CharField("nota", max_length=LONGEST_NOTE, blank=True)
    state = models.CharField("estado", max_length=10, choices=MeasurementState, default=MeasurementState.DRAFT)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    evidence = models.ManyToManyField(
        FollowupEvidence, verbose_name="evidencias", blank=True, related_name="measurements"
    )
    office = models.CharField("quién la escribió", max_length=LONGEST_OFFICE, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField("de demostración", default=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = "medición"
        verbose_name_plural = "mediciones"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "municipality", "period"], name="one_measurement_per_period"),
            models.CheckConstraint(condition=Q(state__in=MeasurementState.values), name="measurement_state_is_known"),
            models.CheckConstraint(condition=NOT_NEGATIVE, name="measurement_denominator_not_negative"),
            models.CheckConstraint(
                condition=Q(state=MeasurementState.DRAFT) | Q(numerator__isnull=False),
                name="measurement_sent_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeasurementState.RETURNED) | Q(reason__gt=""), name="measurement_returned_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "state_since"], name="measurements_that_wait")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.municipality_id} {self.period}"

    @property
    def display_name(self) -> str:
        return f"La medición de {self.indicator.code}, {self.period.code}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola, ""


class SourceRun(Quantities):
    """What the portal counted for a measurement (core.indicators.sources), kept so that it can be followed. Immutable.

    `inputs`: «app.model:primary key» of the rows that were counted. The same count again makes no new run.
    """

    measurement = models.ForeignKey(Measurement, models.PROTECT, verbose_name="medición", related_name="runs")
    number = models.PositiveSmallIntegerField("número")
    inputs = models.JSONField("filas contadas", default=list)
    at = models.DateTimeField("momento")

    class Meta:
        verbose_name = "cuenta del portal"
        verbose_name_plural = "cuentas del portal"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["measurement", "number"], name="source_run_once"),
            models.CheckConstraint(condition=NOT_NEGATIVE, name="source_run_denominator_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id} cuenta {self.number}"


class ApprovedValueQuerySet(models.QuerySet):
    def in_force(self) -> "ApprovedValueQuerySet":
        """Keep the newest of each measurement: the only values that the public reads."""
        newer = ApprovedValue.objects.filter(
            measurement=models.OuterRef("measurement"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer))


class ApprovedValue(Quantities):
    """A measurement as it was approved. Immutable; a correction is the next number, with its reason.

    `sheet`: the version it was measured by. `evidence`: the evidence as they stood, each {"name", "address", "sha256"}.
    `approved_by`: None where the portal counted it (`run`) or a file brought it.
    """

    measurement = models.ForeignKey(
        Measurement, models.PROTECT, verbose_name="medición", related_name="approved_values"
    )
    number = models.PositiveSmallIntegerField("número")
    sheet = models.ForeignKey(IndicatorSheet, models.PROTECT, verbose_name="ficha", related_name="+")
    evidence = models.JSONField("evidencias", default=list)
    reason = models.CharField("por qué se corrigió", max_length=LONGEST_REASON, blank=True)
    run = models.OneToOneField(
        SourceRun, models.PROTECT, verbose_name="cuenta del portal", null=True, blank=True, related_name="value"
    )
    approved_at = models.DateTimeField("aprobada")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField("quién la aprobó", max_length=LONGEST_OFFICE)

    objects = ApprovedValueQuerySet.as_manager()

    class Meta:
        verbose_name = "valor aprobado"
        verbose_name_plural = "valores aprobados"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["measurement", "number"], name="approved_value_once"),
            models.CheckConstraint(condition=NOT_NEGATIVE, name="approved_denominator_not_negative"),
            models.CheckConstraint(condition=Q(number=1) | Q(reason__gt=""), name="corrected_value_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.measurement_id} valor {self.number}"

    @property
    def rules(self) -> lights.Measurement:
        """Return what the arithmetic needs of it; reads `measurement.period`."""
        below = None if self.denominator is None else Fraction(self.denominator)
        return lights.Measurement(self.measurement.period.rules, Fraction(self.numerator), below)
