"""The sheet of a practice: the fields of what is written and of each version that was published."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from advisory.practices.choices import (
    COMPULSORY,
    DECIMALS,
    DIGITS,
    LEVELS,
    LONGEST_CODE,
    LONGEST_OFFICE,
    LONGEST_PERIOD,
    LONGEST_TEXT,
    LONGEST_THEME,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_MONTHS,
    CostBand,
    Licence,
)

_NUMBERS = ("months", "result_number")
IS_WHOLE = Q(
    *(Q(**{f"{name}__isnull": False}) if name in _NUMBERS else Q(**{f"{name}__gt": ""}) for name in COMPULSORY)
)


class PracticeText(models.Model):
    """What a practice says. Levels are of the scale of `question` («lleva de 2 a 3»); the number before may be unknown."""

    title = models.CharField("título", max_length=LONGEST_TITLE)
    theme = models.CharField("tema", max_length=LONGEST_THEME, blank=True)
    problem, what_was_done, conditions, what_failed = (
        models.TextField(label, max_length=LONGEST_TEXT, blank=True)
        for label in ("el problema", "qué se hizo", "qué hace falta para repetirla", "qué falló")
    )
    cost_band = models.CharField("costo", max_length=15, choices=CostBand, blank=True)
    months = models.PositiveSmallIntegerField("meses", null=True, blank=True)
    result_number, before_number = (
        models.DecimalField(label, max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True)
        for label in ("resultado", "antes")
    )
    result_unit = models.CharField("qué cuenta el número", max_length=LONGEST_UNIT, blank=True)
    result_period, before_period = (
        models.CharField(label, max_length=LONGEST_PERIOD, blank=True)
        for label in ("periodo del resultado", "periodo de antes")
    )
    contact_office = models.CharField("dependencia que responde preguntas", max_length=LONGEST_OFFICE, blank=True)
    licence = models.CharField("licencia", max_length=15, choices=Licence, default=Licence.BY)
    evidence = models.JSONField("direcciones de evidencias", default=list, blank=True)
    question = models.CharField("pregunta del diagnóstico", max_length=LONGEST_CODE * 2, blank=True)
    from_level, to_level = (
        models.PositiveSmallIntegerField(label, null=True, blank=True) for label in ("desde el nivel", "hasta el nivel")
    )
    tags = models.JSONField("etiquetas", default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="%(class)s_has_a_title"),
            models.CheckConstraint(
                condition=Q(cost_band__in=["", *CostBand.values], licence__in=Licence.values), name="%(class)s_words_are_known"
            ),
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__range=(1, MOST_MONTHS)), name="%(class)s_months_are_few"
            ),
            models.CheckConstraint(
                condition=Q(before_number=None, before_period="") | Q(before_number__isnull=False, before_period__gt=""),
                name="%(class)s_before_has_its_period",
            ),
            models.CheckConstraint(
                condition=Q(from_level=None, to_level=None)
                | Q(question__gt="", from_level__gte=LEVELS[0], to_level__lte=LEVELS[-1], from_level__lt=F("to_level")),
                name="%(class)s_levels_go_up",
            ),
        ]  # fmt: skip

    @property
    def missing(self) -> list[str]:
        """What it must say yet, in words."""
        return [words for name, words in COMPULSORY.items() if getattr(self, name) in ("", None)]

    @property
    def before_is_known(self) -> bool:
        return self.before_number is not None

    @property
    def fields(self) -> dict[str, str | int | Decimal | list[str] | None]:
        """What it says, by name."""
        return {field.name: getattr(self, field.name) for field in PracticeText._meta.get_fields()}
