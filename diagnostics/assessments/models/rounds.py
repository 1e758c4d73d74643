"""Rounds, and the assessment of each municipality in them."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.access import municipalities_of
from accounts.permissions import Permission
from core.models import InProcessQuerySet, WithDeadlines
from diagnostics.assessments.choices import (
    DEMO_ANSWERS,
    FILLABLE,
    PROCESS,
    REHEARSAL,
    REVIEWING,
    ROUND_OVER,
    UNSIGNED,
    Layer,
    RoundStatus,
    State,
)
from diagnostics.instruments.models.instruments import InstrumentVersion
from territory.models import Municipality


class RoundQuerySet(models.QuerySet):
    def newest_first(self) -> "RoundQuerySet":
        return self.order_by("-opened_at", "-pk")

    def published(self) -> "RoundQuerySet":
        return self.filter(status=RoundStatus.PUBLISHED)

    def in_force(self) -> "RoundQuerySet":
        """Without the cancelled ones, which no board and no public page shows."""
        return self.exclude(status=RoundStatus.CANCELLED)


class Round(models.Model):
    """One cycle of assessments with one edition of an instrument.

    `is_demo`: all its data are invented. `is_rehearsal`: it is never published. `terms`: working days of the states whose
    length is its own, by state; the other states last as long as the process says. `extra_days_off`: ISO dates.
    """

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=120)
    version = models.ForeignKey(
        InstrumentVersion, verbose_name="instrumento", on_delete=models.PROTECT, related_name="rounds"
    )
    status = models.CharField("estado", max_length=10, choices=RoundStatus, default=RoundStatus.OPEN)
    is_demo = models.BooleanField("datos de demostración", default=False)
    is_rehearsal = models.BooleanField("ensayo", default=False)
    terms = models.JSONField("días hábiles de cada etapa", default=dict, blank=True)
    extra_days_off = models.JSONField("días no hábiles propios", default=list, blank=True)
    second_reading_percent = models.PositiveSmallIntegerField("porcentaje de segundas lecturas", default=15)
    ended_because = models.CharField("por qué se canceló o terminó", max_length=500, blank=True)
    opens_on = models.DateField("abre", null=True, blank=True)
    closes_on = models.DateField("cierra", null=True, blank=True)
    cutoff_on = models.DateField("fecha de corte", null=True, blank=True)
    opened_at = models.DateTimeField("creado")

    notified = 0  # people, by the action that made or changed it

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "ciclo"
        verbose_name_plural = "ciclos"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="round_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(status__in=RoundStatus.values), name="round_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=RoundStatus.PUBLISHED) | Q(is_rehearsal=False), name="rehearsal_is_never_published"
            ),
            models.CheckConstraint(
                condition=~Q(status=RoundStatus.CANCELLED) | Q(ended_because__gt=""), name="cancellation_says_why"
            ),
            models.CheckConstraint(
                condition=Q(second_reading_percent__lte=100), name="second_reading_percent_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_scope(self) -> tuple[str, str]:
        return "", f"round:{self.code}"

    @property
    def is_published(self) -> bool:
        return self.status == RoundStatus.PUBLISHED

    @property
    def caveat(self) -> str:
        """What its papers must say about its data; "" in a real round."""
        return ". ".join([DEMO_ANSWERS] * self.is_demo + [REHEARSAL] * self.is_rehearsal)

    @property
    def is_open(self) -> bool:
        return self.status == RoundStatus.OPEN

    @property
    def is_over(self) -> bool:
        """It ended as a rehearsal or was cancelled: nothing is written in it any more."""
        return self.status in ROUND_OVER

    @property
    def over_because(self) -> str:
        if not self.is_over:
            return ""
        how = "terminó" if self.status == RoundStatus.ENDED else "se canceló"
        return f"{self} {how}: ya no recibe cambios.{f' Razón: {self.ended_because}' if self.ended_because else ''}"

    @cached_property
    def days_off(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(day) for day in self.extra_days_off)


class AssessmentQuerySet(InProcessQuerySet):
    def visible_to(self, user) -> "AssessmentQuerySet":
        """Keep the assessments whose unpublished contents the user may see; none of a cancelled round."""
        allowed = municipalities_of(user, Permission.VIEW_ASSESSMENT)
        rows = self.exclude(round__status=RoundStatus.CANCELLED)
        return rows if allowed is None else rows.filter(municipality_id__in=allowed)

    def untouched(self) -> "AssessmentQuerySet":
        """Keep those in which nobody did anything: no answer, evidence, confirmed fact, shared work or new deadline."""
        nothing = {"answers": None, "evidence": None, "extensions": None, "assignments": None}
        return self.filter(state=State.NOT_STARTED, attributes_version=0, **nothing)

    def with_context(self) -> "AssessmentQuerySet":
        """Join round, instrument version and municipality, without the instrument's document."""
        return self.select_related("round__version", "municipality").defer("round__version__content")

    def in_river_order(self) -> "AssessmentQuerySet":
        return self.order_by(F("municipality__order").asc(nulls_last=True), "municipality__sort_key", "pk")


class Assessment(WithDeadlines):
    """The assessment of one municipality in one round.

    `attributes` holds the confirmed facts of the municipality, typed; they are frozen with `attributes_frozen_at`.
    `disputed_points`: points of the total (0–100) at stake in adjustments of the review, later in those that the
    municipality contested.
    """

    process = PROCESS

    round = models.ForeignKey(Round, verbose_name="ciclo", on_delete=models.PROTECT, related_name="assessments")
    municipality = models.ForeignKey(
        Municipality, verbose_name="municipio", on_delete=models.PROTECT, related_name="assessments"
    )
    state = models.CharField("estado", max_length=20, choices=State, default=State.NOT_STARTED)
    disputed_points = models.DecimalField("puntos en disputa", max_digits=7, decimal_places=4, default=0)
    returned_because = models.CharField("por qué la alcaldía lo devolvió", max_length=500, blank=True)
    withdrawn_because = models.CharField("por qué no participa", max_length=500, blank=True)
    attributes = models.JSONField("datos del municipio", default=dict)
    attributes_version = models.PositiveIntegerField(default=0)
    attributes_frozen_at = models.DateTimeField("datos congelados", null=True)
    submitted_at = models.DateTimeField("enviado", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    review_closed_at = models.DateTimeField("revisión cerrada", null=True)
    changed_at = models.DateTimeField("último movimiento", null=True)
    # Updated by every action that writes answers or facts, so that the board need not read all answers of a round.
    applicable_count = models.PositiveSmallIntegerField("preguntas que aplican", default=0)
    answered_count = models.PositiveSmallIntegerField("respondidas", default=0)
    unproven_count = models.PositiveSmallIntegerField("respuestas sin evidencia", default=0)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "diagnóstico municipal"
        verbose_name_plural = "diagnósticos municipales"
        constraints = [
            models.UniqueConstraint(fields=["round", "municipality"], name="one_assessment_per_round"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | Q(withdrawn_because__gt=""), name="withdrawal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment-detail", args=[self.round.code, self.municipality.slug])

    @property
    def is_fillable(self) -> bool:
        return self.state in FILLABLE

    @property
    def is_in_review(self) -> bool:
        return self.state == State.IN_REVIEW

    @property
    def is_being_reviewed(self) -> bool:
        return self.state in REVIEWING

    @property
    def own_layer(self) -> Layer:
        """The layer that holds the municipality's answers: a later one where a file brought only that one."""
        if self.submitted_at or self.state in UNSIGNED | {State.WITHDRAWN}:
            return Layer.SELF_ASSESSED
        return Layer.REVIEWED if self.state in REVIEWING else Layer.FINAL

    @property
    def was_signed(self) -> bool:
        """The review may see it: it was signed, or its later layers were loaded from a file."""
        return self.state not in UNSIGNED | {State.WITHDRAWN}

    @property
    def display_name(self) -> str:
        return str(self.municipality)

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.municipality.divipola, self.round.audit_scope[1]

    @property
    def opens_on(self) -> date | None:
        return self.round.opens_on if self.is_fillable else None

    @property
    def opened_with(self) -> str:
        return str(self.round)

    @property
    def days_off(self) -> frozenset[date]:
        return self.round.days_off

    @property
    def over_because(self) -> str:
        return self.round.over_because

    def refresh_over(self) -> None:
        # A query of its own: the lock of this row says nothing about the round that was joined to it.
        self.round.refresh_from_db(fields=["status", "ended_because"])

    def term_of(self, state: str) -> int | None:
        usual = super().term_of(state)
        return None if usual is None else self.round.terms.get(state, usual)

    def own_due_on(self, state: str) -> date | None:
        # An extension stays in force when the mayor's office returns the assessment.
        granted, closes_on = self.extensions.filter(state__in=FILLABLE).last(), self.round.closes_on
        return max(granted.due_on, closes_on or granted.due_on) if granted else closes_on

    def set_moved(self, at: datetime) -> list[str]:
        self.changed_at = at
        return ["changed_at"]
