"""The state of the tasks, for the page of the portal's state."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from celery.schedules import BaseSchedule
from django.db.models import Count, Max, Q

from core.task_log.models import RunState, TaskRun
from core.task_log.registry import KNOWN, label_of, may_repeat

SHOWN = 100  # rows of each state
# Beat that asks a quarter of an hour late is slow; later, it has stopped.
GRACE = timedelta(minutes=15)
WAITS_TOO_LONG = timedelta(minutes=30)


@dataclass(frozen=True)
class RunRow:
    """A run that has not ended well. `number`: primary key; `may_repeat`: a person may ask for it again."""

    number: int
    label: str
    state: RunState
    since: datetime
    reason: str
    detail: str
    may_repeat: bool
    is_late: bool


@dataclass(frozen=True)
class ScheduledTask:
    """A task of the clock. `asked_at`: when beat asked last; `done_at`: when it ended well last; `late_by`: None if in time."""

    label: str
    asked_at: datetime | None
    done_at: datetime | None
    late_by: timedelta | None


@dataclass(frozen=True)
class TaskState:
    """`has_worker`: tasks go to a queue; otherwise they run inside the request that asks, and no clock asks for any."""

    has_worker: bool
    waiting: list[RunRow]
    running: list[RunRow]
    failed: list[RunRow]
    counts: dict[str, int]
    scheduled: list[ScheduledTask]
    beat_at: datetime | None

    @property
    def late(self) -> list[ScheduledTask]:
        return [task for task in self.scheduled if task.late_by is not None]

    @property
    def waits_too_long(self) -> bool:
        return any(row.is_late for row in self.waiting)


def task_state(at: datetime) -> TaskState:
    """Five queries: rows of three states, counts, and the last runs of each task."""
    rows = {state: _rows(state, at) for state in (RunState.WAITING, RunState.RUNNING, RunState.FAILED)}
    counted = TaskRun.objects.exclude(state=RunState.DONE).order_by().values_list("state").annotate(Count("pk"))
    has_worker = not current_app.conf.task_always_eager
    last = _last_runs()
    scheduled = [_scheduled(entry, last, has_worker) for entry in current_app.conf.beat_schedule.values()]
    asked = [task.asked_at for task in scheduled if task.asked_at]
    return TaskState(
        has_worker=has_worker,
        waiting=rows[RunState.WAITING],
        running=rows[RunState.RUNNING],
        failed=rows[RunState.FAILED],
        counts=dict.fromkeys(rows, 0) | dict(counted),
        scheduled=sorted(scheduled, key=lambda task: task.label),
        beat_at=max(asked, default=None),
    )


def state_of_run(task_id: str) -> RunState | None:
    """Return the state of a run by Celery's id; None if there is no such run."""
    found = TaskRun.objects.filter(task_id=task_id).values_list("state", flat=True).first()
    return RunState(found) if found else None


def _rows(state: RunState, at: datetime) -> list[RunRow]:
    """The newest failures first, the others in the order in which they came."""
    order = ("-since", "-pk") if state == RunState.FAILED else ("since", "pk")
    late = at - WAITS_TOO_LONG
    return [
        RunRow(
            number=run.pk,
            label=label_of(run.name),
            state=state,
            since=run.since,
            reason=run.reason,
            detail=" · ".join(part for part in (run.error, run.place) if part),
            may_repeat=state == RunState.FAILED and may_repeat(run.name) and run.arguments is not None,
            is_late=state == RunState.WAITING and run.since <= late,
        )
        for run in TaskRun.objects.filter(state=state).order_by(*order)[:SHOWN]
    ]


def _last_runs() -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return (when beat asked last, when a run ended well last) by name."""
    rows = TaskRun.objects.filter(name__in=KNOWN).order_by().values_list("name")
    found = rows.annotate(
        asked=Max("queued_at", filter=Q(by_beat=True)), done=Max("since", filter=Q(state=RunState.DONE))
    )
    return {name: (asked, done) for name, asked, done in found}


def _scheduled(entry: dict, last: dict, has_worker: bool) -> ScheduledTask:
    asked, done = last.get(entry["task"], (None, None))
    late = _late_by(entry["schedule"], asked) if has_worker and asked else None
    return ScheduledTask(label_of(entry["task"]), asked, done, late)


def _late_by(schedule: BaseSchedule, asked: datetime) -> timedelta | None:
    """Return how long ago it should have been asked for again; None within the grace."""
    late = -schedule.remaining_estimate(asked)
    return late if late > GRACE else None
