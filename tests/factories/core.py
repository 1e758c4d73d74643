"""Plain factories for the task log and for versions of texts."""

from django.utils import timezone

from core.models import TaskRun, TextVersion
from core.task_log import actions as task_log
from core.versioned_text import actions as texts
from core.versioned_text.queries import current


def make_failed_task(name: str = "diagnostics.assessments.tasks.score_open_rounds", **fields) -> TaskRun:
    values = {
        "task_id": name,
        "arguments": {"args": [], "kwargs": {}},
        "error": ConnectionError(),
        "at": timezone.now(),
    }
    task_log.note_failed(name=name, **values | fields)
    return TaskRun.objects.get(task_id=(values | fields)["task_id"])


def make_text_version(key: str, *, by, more: str = "Gracias.") -> TextVersion:
    """A version with one more paragraph than the one that holds."""
    now = current(key)
    return texts.edit(
        key=key, heading=now.wording.heading, body=f"{now.wording.body}\n\n{more}", reason="Para agradecer.",
        seen_version=now.number, by=by, at=timezone.now(),
    )  # fmt: skip
