"""Works: what a person hands in for the assignment of a module, through the words of the review."""

from django.db import models
from django.db.models import F, Q

from core.models import InProcessQuerySet, Versioned, WithDeadlines
from core.personal_data import in_words
from files.models import StoredContent
from training.assignments.choices import LONGEST_TEXT, MOST_FILES, PROCESS, WorkState
from training.cohorts.models import Enrolment


class WorkQuerySet(InProcessQuerySet):
    def with_context(self) -> "WorkQuerySet":
        return self.select_related(
            "enrolment__cohort__version__course", "enrolment__user", "enrolment__municipality"
        ).defer("enrolment__cohort__version__content")


class Work(WithDeadlines, Versioned):
    """`text`: what the person writes beside the files, or instead of them; as it stands now, handed in or not.

    `handed_in_at`: the last time. `due_on`: until when its correction is expected; one that comes later still counts.
    """

    process = PROCESS

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="works")
    module = models.CharField("módulo", max_length=80)
    text = models.TextField("texto", max_length=LONGEST_TEXT, blank=True)
    state = models.CharField("estado", max_length=10, choices=WorkState, default=WorkState.DRAFT)
    handed_in_at = models.DateTimeField("entregado", null=True, blank=True)

    objects = WorkQuerySet.as_manager()

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
        indexes = [models.Index(fields=["state", "handed_in_at"], name="works_that_wait")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.module}"

    @property
    def display_name(self) -> str:
        return "La tarea"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.enrolment.audit_scope

    @property
    def takes_changes(self) -> bool:
        return self.state in (WorkState.DRAFT, WorkState.RETURNED)

    @property
    def is_waiting(self) -> bool:
        return self.state == WorkState.HANDED_IN

    @property
    def is_accepted(self) -> bool:
        return self.state == WorkState.ACCEPTED


class Delivery(models.Model):
    """What was handed in, the first time or again: its text; its files are those whose deliveries reach over `number`."""

    work = models.ForeignKey(Work, models.PROTECT, verbose_name="tarea", related_name="deliveries")
    number = models.PositiveSmallIntegerField("número")
    text = models.TextField("texto", max_length=LONGEST_TEXT, blank=True)
    at = models.DateTimeField("entregada")

    class Meta:
        verbose_name = "entrega de una tarea"
        verbose_name_plural = "entregas de tareas"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["work", "number"], name="one_delivery_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="delivery_number_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} entrega {self.number}"


class WorkFileQuerySet(models.QuerySet):
    def current(self) -> "WorkFileQuerySet":
        """Keep those that are part of the work as it stands now."""
        return self.filter(last_delivery=None)


class WorkFile(StoredContent):
    """A file of a work. Its author, who teaches the cohort and coordination open it, nobody else.

    `first_delivery`, `last_delivery`: of which deliveries it is part; none yet, and until now. One that was handed in stays when
    its author takes it out, for the judgement rests on it. `personal_data` counts what the scan found, never the text found.
    """

    FOLDER = "works"

    work = models.ForeignKey(Work, models.PROTECT, verbose_name="tarea", related_name="files")
    number = models.PositiveSmallIntegerField("número")
    first_delivery = models.PositiveSmallIntegerField("primera entrega", null=True, blank=True)
    last_delivery = models.PositiveSmallIntegerField("última entrega", null=True, blank=True)
    personal_data = models.JSONField("datos personales hallados", default=dict)
    added_at = models.DateTimeField("recibido")

    objects = WorkFileQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo de una tarea"
        verbose_name_plural = "archivos de tareas"
        ordering = ["added_at", "pk"]
        constraints = [
            *StoredContent.Meta.constraints,
            models.CheckConstraint(condition=Q(url=None), name="work_file_is_a_file"),
            # Its place among the few that a work has at one time.
            models.UniqueConstraint(
                fields=["work", "number"], condition=Q(last_delivery=None), name="one_work_file_of_a_number"
            ),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_FILES)), name="work_has_few_files"),
            models.CheckConstraint(
                condition=Q(last_delivery=None)
                | Q(first_delivery__isnull=False, last_delivery__gte=F("first_delivery")),
                name="work_file_ends_after_it_begins",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.work_id} archivo {self.number}"

    @property
    def finds(self) -> list[str]:
        """What the scan found, in words."""
        return in_words(self.personal_data)

    def is_of(self, delivery: int) -> bool:
        begins = self.first_delivery is not None and self.first_delivery <= delivery
        return begins and (self.last_delivery is None or self.last_delivery >= delivery)
