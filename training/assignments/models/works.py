"""Works: what a person hands in for the assignment of a module, through the words of the review."""

from django.db import models
from django.db.models import Q

from core.models import InProcess, InProcessQuerySet, Versioned
from training.assignments.choices import LONGEST_TEXT, PROCESS, WorkState
from training.cohorts.models import Enrolment


class Work(InProcess, Versioned):
    """`text`: what the person writes beside the file, or instead of it."""

    process = PROCESS

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="works")
    module = models.CharField("módulo", max_length=80)
    text = models.TextField("texto", max_length=LONGEST_TEXT, blank=True)
    state = models.CharField("estado", max_length=10, choices=WorkState, default=WorkState.DRAFT)
    handed_in_at = models.DateTimeField("entregado", null=True, blank=True)

    objects = InProcessQuerySet.as_manager()

    class Meta:
        verbose_name = "tarea entregada"
        verbose_name_plural = "tareas entregadas"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "module"], name="one_work_per_assignment"),
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="work_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=WorkState.DRAFT) | Q(handed_in_at__isnull=False), name="work_handed_in_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module}"

    @property
    def display_name(self) -> str:
        return "La tarea"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.enrolment.audit_scope
