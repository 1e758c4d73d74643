"""What Celery says about its tasks, noted in the task log. Imported by CoreConfig.ready.

Without a worker, tasks run at once: nothing is published, and an error reaches `task_internal_error` instead of `task_failure`.
Only the tasks that apps put into words are noted.
"""

from typing import Any

from celery import Task
from celery.exceptions import Ignore, Reject, Retry
from celery.signals import (
    after_task_publish,
    task_failure,
    task_internal_error,
    task_prerun,
    task_retry,
    task_success,
)
from django.utils import timezone

from core.task_log import actions
from core.task_log.registry import KNOWN


@after_task_publish.connect
def queued(sender: str = "", headers: dict | None = None, body: Any = None, **_) -> None:
    if sender not in KNOWN or not headers or "id" not in headers:
        return
    args, kwargs, *_ = body
    actions.note_queued(
        task_id=headers["id"], name=sender, arguments={"args": list(args), "kwargs": dict(kwargs)},
        by_beat=bool(headers.get("celery_beat_task")), at=timezone.now(),
    )  # fmt: skip


@task_prerun.connect
def started(sender: Task, task_id: str = "", args: Any = (), kwargs: Any = None, **_) -> None:
    if sender.name in KNOWN:
        actions.note_started(
            task_id=task_id, name=sender.name, arguments={"args": list(args or ()), "kwargs": dict(kwargs or {})},
            at=timezone.now(),
        )  # fmt: skip


@task_success.connect
def done(sender: Task, **_) -> None:
    if sender.name in KNOWN:
        request = sender.request
        actions.note_done(
            task_id=request.id, name=sender.name, at=timezone.now(),
            arguments={"args": list(request.args or ()), "kwargs": dict(request.kwargs or {})},
        )  # fmt: skip


@task_retry.connect
def waits_again(sender: Task, request: Any = None, **_) -> None:
    if sender.name in KNOWN and not request.is_eager:
        actions.note_waits_again(task_id=request.id, at=timezone.now())


@task_failure.connect
def failed(
    sender: Task, task_id: str = "", exception: BaseException | None = None, args: Any = (), kwargs: Any = None, **_
):
    if sender.name in KNOWN and exception is not None:
        actions.note_failed(
            task_id=task_id, name=sender.name, arguments={"args": list(args or ()), "kwargs": dict(kwargs or {})},
            error=exception, at=timezone.now(),
        )  # fmt: skip


@task_internal_error.connect
def failed_at_once(sender: Task, exception: BaseException | None = None, **values) -> None:
    if not isinstance(exception, Retry | Ignore | Reject):  # of these the run that was asked for anew is noted
        failed(sender, exception=exception, **values)
