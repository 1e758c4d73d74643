"""Agendas with their stages, rules and challenges."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from cocreation.agendas.choices import (
    ANSWER_DAYS,
    FEWEST_ANSWER_DAYS,
    LONGEST_CHALLENGE,
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_RULE,
    MOST_ANSWER_DAYS,
    MOST_PLACES,
    StageCode,
    Theme,
)
from cocreation.ranking.places import PLACES


class Agenda(models.Model):
    """An agenda of one municipality or several. `places`: how many challenges count as the first ones.

    `answer_days`: working days from the close of a stage to the reasoned answers.
    """

    code = models.CharField("código", max_length=LONGEST_CODE, unique=True)
    name = models.CharField("nombre", max_length=LONGEST_NAME)
    municipalities = models.ManyToManyField("territory.Municipality", verbose_name="municipios", related_name="agendas")
    places = models.PositiveSmallIntegerField("primeros puestos", default=PLACES)
    answer_days = models.PositiveSmallIntegerField(
        "días hábiles para responder", default=ANSWER_DAYS,
        validators=[MinValueValidator(FEWEST_ANSWER_DAYS), MaxValueValidator(MOST_ANSWER_DAYS)],
    )  # fmt: skip
    content_sha256 = models.CharField("huella del archivo", max_length=64, editable=False)
    loaded_at = models.DateTimeField("cargada")

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

    @property
    def audit_scope(self) -> tuple[str, str]:
        return "", self.code


class Stage(models.Model):
    """A stage with its first and last day."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="stages")
    code = models.CharField("etapa", max_length=20, choices=StageCode)
    opens_on = models.DateField("abre")
    closes_on = models.DateField("cierra")

    class Meta:
        verbose_name = "etapa"
        verbose_name_plural = "etapas"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "code"], name="stage_once_per_agenda"),
            models.CheckConstraint(condition=Q(code__in=StageCode.values), name="stage_is_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="stage_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


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
