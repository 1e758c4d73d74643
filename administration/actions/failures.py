"""Tells those who run the portal that a task failed."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.queries.roles import people_with_role
from administration.choices import TASK_FAILED
from core.task_log.models import TaskRun
from core.task_log.registry import label_of
from notices.actions.notifications import notify


def tell(*, run: TaskRun, at: datetime) -> int:
    """Notify the administrators, where there are none the coordinators, once a day for each task; return how many are told."""
    people = people_with_role(Role.ADMIN) or people_with_role(Role.COORDINATOR)
    return notify(
        to=people,
        kind=TASK_FAILED,
        key=f"task-failed:{run.name}:{timezone.localdate(at)}",
        title=f"Falló una tarea del portal: {label_of(run.name)}",
        body=f"{run.reason} En «Estado del portal» se ve desde cuándo, y se puede pedir otra vez. "
        "Si hoy vuelve a fallar, no se le avisa de nuevo.",
        url=reverse("administration:state"),
        at=at,
    )
