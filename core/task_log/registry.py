"""The tasks in words, registered by each app in AppConfig.ready."""

from dataclasses import dataclass

from core.slots import Slot


@dataclass(frozen=True)
class KnownTask:
    """A task as people read it. `may_repeat`: a failed run may be asked for again by hand; all tasks are idempotent,

    but one whose arguments name a moment has nothing left to do when that moment has passed.
    """

    name: str
    label: str
    may_repeat: bool = True


KNOWN: dict[str, KnownTask] = {}
# Called as function(run=, at=) after a failed run was recorded: the app above that tells people fills it.
TASK_FAILED = Slot()


def register(*tasks: KnownTask) -> None:
    for task in tasks:
        assert KNOWN.get(task.name, task) == task, f"two apps name the task {task.name}"
        KNOWN[task.name] = task


def label_of(name: str) -> str:
    """Return the words for a task; its technical name where no app has any."""
    return KNOWN[name].label if name in KNOWN else name


def may_repeat(name: str) -> bool:
    return name in KNOWN and KNOWN[name].may_repeat
