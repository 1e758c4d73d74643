"""Dimensions of an assessment assigned to officials of its municipality."""

from django.conf import settings
from django.db import models

from diagnostics.assessments.models.rounds import Assessment
from diagnostics.instruments.models.instruments import Dimension


class DimensionAssignment(models.Model):
    """A person assigned to one dimension. A dimension without assignments is open to the whole team."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments")
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField("asignada")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "reparto de una dimensión"
        verbose_name_plural = "reparto de dimensiones"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "dimension", "user"], name="dimension_assigned_once_per_person")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.dimension} → {self.user_id}"
