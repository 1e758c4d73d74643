from django.db import models

from core.models import DeadlineExtension
from diagnostics.assessments.choices import State
from diagnostics.assessments.models.rounds import Assessment


class Extension(DeadlineExtension):
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField("estado", max_length=20, choices=State)

    def __str__(self) -> str:
        return f"{self.assessment}: {self.due_on}"
