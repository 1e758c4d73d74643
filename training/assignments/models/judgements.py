"""Judgements: what an instructor found of a delivery, criterion by criterion. They never change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.assignments.choices import LONGEST_REASON, Level
from training.assignments.models.works import Delivery


class Judgement(models.Model):
    """One for each delivery."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, verbose_name="entrega", related_name="judgement")
    is_accepted = models.BooleanField("aceptada")
    at = models.DateTimeField("momento")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="docente", related_name="+")

    class Meta:
        verbose_name = "corrección de una tarea"
        verbose_name_plural = "correcciones de tareas"

    def __str__(self) -> str:
        return f"{self.delivery_id}"


class Mark(models.Model):
    """The level of a delivery in one criterion of the rubric, by its place there (from 0), and why."""

    judgement = models.ForeignKey(Judgement, models.PROTECT, verbose_name="corrección", related_name="marks")
    criterion = models.PositiveSmallIntegerField("criterio")
    level = models.PositiveSmallIntegerField("nivel", choices=Level)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = "nivel en un criterio"
        verbose_name_plural = "niveles en criterios"
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "criterion"], name="one_mark_per_criterion"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="mark_level_is_known"),
            models.CheckConstraint(
                condition=~Q(level=Level.NOT_ENOUGH) | Q(reason__gt=""), name="mark_not_enough_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judgement_id} {self.criterion}: {self.level}"
