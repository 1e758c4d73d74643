"""The deadlines of a diagnosis that coordination extended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from diagnostics.assessments.choices import State
from diagnostics.assessments.models.rounds import Assessment


class Extension(models.Model):
    """That coordination gave a municipality, or itself, more time in one state, and why. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField("estado", max_length=20, choices=State)
    due_before = models.DateField("vencía")
    due_on = models.DateField("vence")
    reason = models.CharField("razón", max_length=500)
    granted_at = models.DateTimeField("concedida")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "prórroga"
        verbose_name_plural = "prórrogas"
        ordering = ["granted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__gt=""), name="extension_says_why"),
            models.CheckConstraint(condition=Q(due_on__gt=F("due_before")), name="extension_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.due_on}"
