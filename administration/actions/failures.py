"""Tells those who run the portal that a task failed."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.queries.roles import people_with_role
from administration.choices import TASK_FAILED_TEXT
from core.task_log.models import TaskRun
from core.task_log.registry import label_of
from notices.actions import notifications


def tell(*, run: TaskRun, at: datetime) -> int:
    """Notify the administrators, where there are none the coordinators, once a day for each task; return how many are told."""
    people = people_with_role(Role.ADMIN) or people_with_role(Role.COORDINATOR)
    return notifications.tell(
        to=people,
        text=TASK_FAILED_TEXT,
        values={"tarea": label_of(run.name), "razon": run.reason},
        key=f"task-failed:{run.name}:{timezone.localdate(at)}",
        url=reverse("administration:state"),
        at=at,
    )
