"""Agendas with their stages, rules and challenges."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cocreation.agendas.choices import (
    ANSWER_DAYS,
    FEWEST_ANSWER_DAYS,
    LONGEST_ADDRESS,
    LONGEST_CHALLENGE,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_PILOT,
    LONGEST_RULE,
    LONGEST_SUMMARY,
    MOST_ANSWER_DAYS,
    MOST_PLACES,
    StageCode,
    StageState,
    Theme,
)
from cocreation.agendas.choices.stages import PROCESS
from cocreation.ranking.places import PLACES
from core.models import InProcessQuerySet, WithDeadlines


class AgendaQuerySet(models.QuerySet):
    def published(self) -> "AgendaQuerySet":
        """Keep those that anybody may read."""
        return self.filter(published_at__isnull=False)


class Agenda(models.Model):
    """An agenda of one municipality or several. `places`: how many challenges count as the first ones.

    `answer_days`: working days from the close of a stage to the reasoned answers.
    """

    code = models.CharField("código", max_length=LONGEST_CODE, unique=True)
    name = models.CharField("nombre", max_length=LONGEST_NAME)
    summary = models.CharField("de qué trata", max_length=LONGEST_SUMMARY, blank=True)
    # The four things that the page of an agenda says before anything else; empty ones are left out.
    decides = models.CharField("qué se decide", max_length=LONGEST_SUMMARY, blank=True)
    decided_by = models.CharField("quién decide", max_length=LONGEST_SUMMARY, blank=True)
    decides_not = models.CharField("qué no se decide", max_length=LONGEST_SUMMARY, blank=True)
    # Demonstrations say so on every page and in every file.
    is_demo = models.BooleanField("demostración", default=False)
    # Contributions wait for the moderator before they are public, unless the agenda says otherwise.
    moderates_first = models.BooleanField("se modera antes de publicar", default=True)
    published_at = models.DateTimeField("publicada", null=True, blank=True)  # before, only staff see it
    municipalities = models.ManyToManyField("territory.Municipality", verbose_name="municipios", related_name="agendas")
    places = models.PositiveSmallIntegerField("primeros puestos", default=PLACES)
    answer_days = models.PositiveSmallIntegerField(
        "días hábiles para responder", default=ANSWER_DAYS,
        validators=[MinValueValidator(FEWEST_ANSWER_DAYS), MaxValueValidator(MOST_ANSWER_DAYS)],
    )  # fmt: skip
    content_sha256 = models.CharField("huella del archivo", max_length=64, editable=False)
    loaded_at = models.DateTimeField("cargada")

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = "agenda"
        verbose_name_plural = "agendas"
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="agenda_has_code"),
            models.CheckConstraint(condition=~Q(name=""), name="agenda_has_name"),
            models.CheckConstraint(condition=Q(places__range=(1, MOST_PLACES)), name="agenda_places_in_range"),
            models.CheckConstraint(
                condition=Q(answer_days__range=(FEWEST_ANSWER_DAYS, MOST_ANSWER_DAYS)), name="agenda_answers_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agenda_pages:agenda", args=[self.code])

    @property
    def audit_scope(self) -> tuple[str, str]:
        return "", self.trace_process

    @property
    def trace_process(self) -> str:
        """What the trace and the log call it."""
        return f"agenda:{self.code}"


class StageQuerySet(InProcessQuerySet):
    def with_context(self) -> "StageQuerySet":
        return self.select_related("agenda")


class Stage(WithDeadlines):
    """A stage with its first and last day."""

    process = PROCESS

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="stages")
    code = models.CharField("etapa", max_length=20, choices=StageCode)
    opens_on = models.DateField("abre")
    closes_on = models.DateField("cierra")
    state = models.CharField("estado", max_length=10, choices=StageState, default=StageState.OPEN)

    objects = StageQuerySet.as_manager()

    class Meta:
        verbose_name = "etapa"
        verbose_name_plural = "etapas"
        ordering = ["opens_on", "closes_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "code"], name="stage_once_per_agenda"),
            models.CheckConstraint(condition=Q(code__in=StageCode.values), name="stage_is_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="stage_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(state__in=StageState.values), name="stage_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def display_name(self) -> str:
        return f"La etapa «{self}»"

    @property
    def opened_with(self) -> str:
        return self.display_name

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.agenda.audit_scope

    @property
    def is_closed(self) -> bool:
        return self.state != StageState.OPEN

    def own_due_on(self, state: str) -> date | None:
        return self.closes_on if state == StageState.OPEN else None


class StageReport(models.Model):
    """The devolución of a stage: what was taken up, what was not and why, who decides and what follows. Published once."""

    stage = models.OneToOneField(Stage, models.PROTECT, verbose_name="etapa", related_name="report")
    taken_up = models.TextField("qué se acogió")
    not_taken_up = models.TextField("qué no, y por qué")
    decided_by = models.CharField("quién decidió", max_length=300)
    what_follows = models.TextField("qué sigue")
    published_at = models.DateTimeField("publicada")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "devolución"
        verbose_name_plural = "devoluciones"
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_up__gt="", not_taken_up__gt="", decided_by__gt="", what_follows__gt=""),
                name="stage_report_says_all",
            )
        ]

    def __str__(self) -> str:
        return f"devolución de {self.stage}"


class ModerationRule(models.Model):
    """A published rule of moderation; a refusal names its code."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="moderation_rules")
    code = models.CharField("código", max_length=LONGEST_CODE)
    text = models.CharField("regla", max_length=LONGEST_RULE)
    position = models.PositiveSmallIntegerField("orden")

    class Meta:
        verbose_name = "regla de moderación"
        verbose_name_plural = "reglas de moderación"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["agenda", "code"], name="rule_once_per_agenda")]

    def __str__(self) -> str:
        return f"{self.code}. {self.text}"


class Challenge(models.Model):
    """A challenge («¿Cómo podríamos…?») and the municipalities that it concerns."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="challenges")
    code = models.CharField("código", max_length=LONGEST_CODE)
    theme = models.CharField("tema", max_length=20, choices=Theme)
    text = models.CharField("reto", max_length=LONGEST_CHALLENGE)
    tags = models.JSONField("etiquetas", default=list)
    municipalities = models.ManyToManyField("territory.Municipality", verbose_name="municipios", related_name="+")
    position = models.PositiveSmallIntegerField("orden")

    class Meta:
        verbose_name = "reto"
        verbose_name_plural = "retos"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "code"], name="challenge_once_per_agenda"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="challenge_theme_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="challenge_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("agenda_pages:challenge", args=[self.agenda.code, self.code])

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.agenda.audit_scope


class PilotQuerySet(models.QuerySet):
    def standing(self) -> "PilotQuerySet":
        """Keep those that nobody withdrew."""
        return self.filter(withdrawn_at=None)


class ChallengePilot(models.Model):
    """A trial of an answer to a challenge: from which day, and where it can be read about. The source of IND-21.

    `withdrawn_at`, `withdrawn_because`: it was written down by mistake, or never began.
    """

    challenge = models.ForeignKey(Challenge, models.PROTECT, verbose_name="reto", related_name="pilots")
    started_on = models.DateField("empezó")
    url = models.URLField("dirección", max_length=LONGEST_ADDRESS)
    what = models.CharField("qué se probó", max_length=LONGEST_PILOT)
    recorded_at = models.DateTimeField("anotado")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("retirado", null=True, blank=True)
    withdrawn_because = models.CharField("por qué se retiró", max_length=LONGEST_PILOT, blank=True)

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = "piloto"
        verbose_name_plural = "pilotos"
        ordering = ["started_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "started_on", "url"], condition=Q(withdrawn_at=None), name="pilot_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_because__gt=""),
                name="pilot_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(what__gt="", url__startswith="http"), name="pilot_says_what_and_where"),
        ]

    def __str__(self) -> str:
        return f"piloto de {self.challenge.code}"
