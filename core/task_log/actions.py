"""Keeps the rows of the task log. What Celery's signals call never raises: no task fails because its row could not be written."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Any
from uuid import uuid4

from celery import current_app
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from core import audit
from core.refusals import Refusal
from core.task_log.models import MOST_ARGUMENTS, NAME_LENGTH, RunState, TaskRun
from core.task_log.reasons import FORGOTTEN, LOST, Reason, reason_of
from core.task_log.registry import TASK_FAILED, label_of, may_repeat

logger = logging.getLogger(__name__)
DONE_KEPT, OTHERS_KEPT = timedelta(days=14), timedelta(days=60)
ROWS_AT_ONCE = 1000
NOTHING_WRONG = {"error": "", "place": "", "reason": ""}


class NotRepeated(Refusal):
    pass


def _never_raises(write: Callable[..., Any]) -> Callable[..., None]:
    """Log instead of raising; within a savepoint, so that a transaction of the caller goes on."""

    @wraps(write)
    def careful(**values) -> None:
        if connection.in_atomic_block and connection.needs_rollback:
            return
        try:
            with transaction.atomic():
                write(**values)
        except Exception as error:  # whatever the database or its driver raise
            logger.warning("the task log cannot be written: %s", type(error).__name__)
            connection.close_if_unusable_or_obsolete()  # beat keeps one connection for days

    return careful


@_never_raises
def note_queued(*, task_id: str, name: str, arguments: dict, by_beat: bool, at: datetime) -> None:
    """Note that the broker took a run. One that a worker began meanwhile is left as it is."""
    row = TaskRun(
        task_id=task_id, name=name[:NAME_LENGTH], state=RunState.WAITING, since=at, queued_at=at, by_beat=by_beat,
        arguments=_kept(arguments),
    )  # fmt: skip
    TaskRun.objects.bulk_create([row], ignore_conflicts=True)


@_never_raises
def note_started(*, task_id: str, name: str, arguments: dict, at: datetime) -> None:
    known = TaskRun.objects.filter(task_id=task_id)
    if not known.update(state=RunState.RUNNING, since=at, **NOTHING_WRONG):
        values = {"name": name[:NAME_LENGTH], "state": RunState.RUNNING, "since": at, "arguments": _kept(arguments)}
        TaskRun.objects.bulk_create([TaskRun(task_id=task_id, **values)], ignore_conflicts=True)


@_never_raises
def note_done(*, task_id: str, name: str, arguments: dict, at: datetime) -> None:
    """Note that a run ended well: earlier failures of the same, with the same arguments, are over.

    Of a task that is not repeated, whose arguments name a moment, every earlier failure is.
    """
    TaskRun.objects.filter(task_id=task_id).update(state=RunState.DONE, since=at, arguments=None, **NOTHING_WRONG)
    over = TaskRun.objects.failed().filter(name=name)
    if may_repeat(name):
        kept = _kept(arguments)
        over = over.filter(arguments=kept) if kept is not None else over.none()
    over.delete()


@_never_raises
def note_waits_again(*, task_id: str, at: datetime) -> None:
    """Note that a run will be tried again by itself."""
    TaskRun.objects.filter(task_id=task_id).update(state=RunState.WAITING, since=at, **NOTHING_WRONG)


@_never_raises
def note_failed(*, task_id: str, name: str, arguments: dict, error: BaseException, at: datetime) -> None:
    _fail(task_id, name, _kept(arguments), reason_of(error), at)


def _fail(task_id: str, name: str, arguments: dict | None, why: Reason, at: datetime) -> None:
    values = {"state": RunState.FAILED, "since": at, "error": why.error, "place": why.place, "reason": why.words}
    if not TaskRun.objects.filter(task_id=task_id).update(**values):
        TaskRun.objects.create(task_id=task_id, name=name[:NAME_LENGTH], arguments=arguments, **values)
    run = TaskRun.objects.filter(task_id=task_id).first()
    # After the commit: the row stays even if people cannot be told.
    transaction.on_commit(lambda: _tell(run, at), robust=True)


def _tell(run: TaskRun | None, at: datetime) -> None:
    for tell in TASK_FAILED:
        tell(run=run, at=at)


def _kept(arguments: dict) -> dict | None:
    """Return the arguments if JSON holds them and they are not too long; else None."""
    try:
        length = len(json.dumps(arguments, cls=DjangoJSONEncoder))
    except (TypeError, ValueError):
        return None
    return arguments if length <= MOST_ARGUMENTS else None


@transaction.atomic
def run_again(*, number: int, by, at: datetime) -> str:
    """Ask for a failed run again once the transaction commits; return the id of the new run.

    `number`: primary key of its row. Refuses what did not fail (somebody else asked for it already), what is not to be repeated,
    and runs without their arguments.
    """
    run = TaskRun.objects.select_for_update().failed().filter(pk=number).first()
    if run is None:
        raise NotRepeated("Esa tarea ya no está entre las que fallaron: alguien la pidió otra vez.")
    if not may_repeat(run.name) or run.arguments is None:
        raise NotRepeated(
            f"«{label_of(run.name)}» no se puede pedir otra vez: el portal la pide solo cuando haga falta."
        )
    task_id, name, arguments = str(uuid4()), run.name, run.arguments
    TaskRun.objects.filter(pk=run.pk).update(
        task_id=task_id, state=RunState.WAITING, since=at, queued_at=at, by_beat=False, **NOTHING_WRONG
    )
    audit.record(by=by, verb="task.run_again", target=run, at=at, data={"task": label_of(name)})
    transaction.on_commit(lambda: _publish(task_id, name, arguments), robust=True)
    return task_id


@transaction.atomic
def dismiss(*, number: int, by, at: datetime) -> None:
    """Take a failed run off the list: somebody saw to it otherwise. Refuses what is no longer there."""
    run = TaskRun.objects.select_for_update().failed().filter(pk=number).first()
    if run is None:
        raise NotRepeated("Esa tarea ya no está entre las que fallaron.")
    audit.record(by=by, verb="task.dismissed", target=run, at=at, data={"task": label_of(run.name)}, reason=run.reason)
    run.delete()


def _publish(task_id: str, name: str, arguments: dict) -> None:
    try:
        import_module(name.rpartition(".")[0])  # a web process knows only the tasks that its actions enqueue
        current_app.tasks[name].apply_async(arguments["args"], arguments["kwargs"], task_id=task_id)
    except Exception as error:
        # Without a worker the run itself failed, and is noted; else the queue did not take it, and nothing will run it.
        logger.exception("the task %s was asked for again in vain", name)
        if TaskRun.objects.filter(task_id=task_id, state=RunState.WAITING).exists():
            note_failed(task_id=task_id, name=name, arguments=arguments, error=error, at=timezone.now())


def clean_up(*, at: datetime) -> int:
    """Note runs lost with their process or their queue as failed, and delete old rows; return how many were lost."""
    lost = list(TaskRun.objects.lost(at).order_by("since")[:ROWS_AT_ONCE])
    for run in lost:
        with transaction.atomic():
            if TaskRun.objects.lost(at).select_for_update().filter(pk=run.pk).exists():
                words = LOST if run.state == RunState.RUNNING else FORGOTTEN
                _fail(run.task_id, run.name, run.arguments, Reason("Lost", "", words), at)
    TaskRun.objects.filter(state=RunState.DONE, since__lt=at - DONE_KEPT).delete()
    TaskRun.objects.filter(since__lt=at - OTHERS_KEPT).delete()
    return len(lost)
