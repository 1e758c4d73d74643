"""One row for each run of a task, deleted some days after it ended well."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

NAME_LENGTH = 120
REASON_LENGTH = 300
MOST_ARGUMENTS = 20_000  # characters of JSON; longer ones are not kept, and such a run is not repeated
# A run still unfinished then was lost with its process: Celery ends tasks at CELERY_TASK_TIME_LIMIT.
LOST_AFTER = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT) + timedelta(minutes=5)
# One that still waits then is no longer in the queue: that was emptied, or lost with its server.
FORGOTTEN_AFTER = timedelta(days=1)


class RunState(models.TextChoices):
    WAITING = "waiting", "En espera"
    RUNNING = "running", "En curso"
    FAILED = "failed", "Falló"
    DONE = "done", "Terminó bien"


class TaskRunQuerySet(models.QuerySet):
    def failed(self) -> "TaskRunQuerySet":
        return self.filter(state=RunState.FAILED)

    def lost(self, at: datetime) -> "TaskRunQuerySet":
        return self.filter(
            Q(state=RunState.RUNNING, since__lte=at - LOST_AFTER)
            | Q(state=RunState.WAITING, since__lte=at - FORGOTTEN_AFTER)
        )


class TaskRun(models.Model):
    """A run of a task, by Celery's own id. `since`: when it came into its state; `by_beat`: asked for by the clock.

    `arguments` are those that Celery got, to ask for the same again: keys of rows, codes and dates, as everywhere in the queue.
    They are never shown. `reason`: a sentence made from the kind of error, without its message, which may quote people's data.
    """

    task_id = models.CharField("identificador", max_length=255, unique=True)
    name = models.CharField("tarea", max_length=NAME_LENGTH)
    state = models.CharField("estado", max_length=10, choices=RunState)
    since = models.DateTimeField("desde")
    queued_at = models.DateTimeField("en cola desde", null=True)
    by_beat = models.BooleanField("la pidió el reloj", default=False)
    arguments = models.JSONField("argumentos", null=True, encoder=DjangoJSONEncoder)
    error = models.CharField("error", max_length=NAME_LENGTH, blank=True)
    place = models.CharField("dónde", max_length=NAME_LENGTH, blank=True)
    reason = models.CharField("razón", max_length=REASON_LENGTH, blank=True)

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        verbose_name = "tarea"
        verbose_name_plural = "tareas"
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(task_id=""), name="task_run_names_itself"),
            models.CheckConstraint(
                condition=Q(state=RunState.FAILED, reason__gt="")
                | (~Q(state=RunState.FAILED) & Q(reason="", error="")),
                name="task_run_says_why_it_failed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "since"], name="task_run_by_state"),
            models.Index(fields=["name", "since"], name="task_run_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.task_id}"
