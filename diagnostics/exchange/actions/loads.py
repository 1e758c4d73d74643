"""A file of answers from a page: checked, asked for with one press, loaded by a task.

Between the requests the file is set aside for its person (`core.web.set_aside`): with the rows until they are loaded, then with
what came of them.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from accounts.models import User
from core.refusals import Refusal
from core.tables import Row
from core.task_log.models import RunState
from core.task_log.queries import state_of_run
from core.web.set_aside import actions as set_aside
from diagnostics.assessments.models import Round
from diagnostics.exchange import tasks
from diagnostics.exchange.actions import imports
from diagnostics.exchange.loaders.answers import Fault, judge
from diagnostics.exchange.queries.imported import Comparison

KIND = "answers"
CHECKED, ASKED, DONE = "checked", "asked", "done"
GONE = "La revisión venció o el archivo ya no está. Súbalo otra vez; no se cargó nada."


class FileGone(Refusal):
    """The file is no longer kept."""


class AlreadyAsked(Refusal):
    """Somebody pressed already."""


@dataclass(frozen=True)
class Load:
    """A file on its way. `rows`: line and cells; `seen`: fingerprint of the comparison confirmed; `task`: Celery's id."""

    round: int
    layer: str
    name: str
    rows: list[tuple[int, dict[str, str]]]
    state: str = CHECKED
    seen: str = ""
    task: str = ""
    refusal: str = ""
    read: int = 0
    written: int = 0

    @property
    def same(self) -> int:
        return self.read - self.written


@dataclass(frozen=True)
class Check:
    """What loading would do now: everything wrong with the file, or the comparison with a `note` about how it was read."""

    faults: list[Fault] = field(default_factory=list)
    comparison: Comparison | None = None
    note: str = ""


def check(*, round: Round, layer: str, rows: list[Row]) -> Check:
    """Refuses what `imports.import_answers` refuses. Nothing is written."""
    imports.require_fit(round)
    places = set(round.assessments.values_list("municipality__divipola", flat=True))
    reading = judge(rows, instrument=round.version.parsed, municipalities=places, layer=layer)
    if reading.faults:
        return Check(reading.faults)
    return Check(comparison=imports.preview(round=round, layer=layer, answers=reading.answers), note=reading.note)


def keep(*, round: Round, layer: str, name: str, rows: list[Row], by, at: datetime) -> str:
    """Set a checked file aside for the person; return its key. Refuses one that is too long to be kept."""
    load = Load(round.pk, layer, name, [(row.line, row.cells) for row in rows])
    try:
        return set_aside.put(kind=KIND, owner_id=by.pk, content=asdict(load), at=at)
    except set_aside.NotKept:
        raise Refusal(
            "El archivo es demasiado largo para revisarlo aquí. Divídalo en varios, por municipios."
        ) from None


def kept(*, key: str, by, at: datetime) -> Load | None:
    content = set_aside.get(kind=KIND, key=key, user=by, at=at)
    return None if content is None else Load(**content)


def rows_in(load: Load) -> list[Row]:
    return [Row(line, cells) for line, cells in load.rows]


def ask(*, key: str, seen: str, by, at: datetime) -> None:
    """Have a checked file loaded. `seen`: fingerprint of the comparison that was shown. Refuses FileGone and AlreadyAsked."""
    task_id = str(uuid4())

    def asked(content: dict[str, Any]) -> dict[str, Any]:
        # A run that failed, or that no queue ever took, may be asked for again.
        goes_on = content["state"] == ASKED and state_of_run(content["task"]) not in (None, RunState.FAILED)
        if content["state"] == DONE or goes_on:
            raise AlreadyAsked("La carga de este archivo ya se pidió.")
        return content | {"state": ASKED, "task": task_id, "seen": seen, "refusal": ""}

    if set_aside.change(kind=KIND, key=key, owner_id=by.pk, to=asked, at=at) is None:
        raise FileGone(GONE)
    tasks.enqueue_load(key=key, owner_id=by.pk, task_id=task_id)


def drop(*, key: str, by) -> None:
    set_aside.drop(kind=KIND, key=key, user=by)


def load(*, key: str, owner_id: int, at: datetime) -> str:
    """Load a file that was asked for; return its state, "" if it is gone. Running twice loads once.

    A refusal is kept for the page, and the file can be confirmed again.
    """
    found = set_aside.change(
        kind=KIND, key=key, owner_id=owner_id, to=partial(_loaded, owner_id=owner_id, at=at), at=at
    )
    return found["state"] if found else ""


def _loaded(content: dict[str, Any], *, owner_id: int, at: datetime) -> dict[str, Any]:
    asked = Load(**content)
    if asked.state != ASKED:
        return content
    round = Round.objects.select_related("version").get(pk=asked.round)
    try:
        found = check(round=round, layer=asked.layer, rows=rows_in(asked))
        if found.comparison is None:
            raise Refusal("El archivo ya no corresponde al ciclo. Mire qué cambió.")
        report = imports.import_answers(
            round=round, layer=asked.layer, answers=[row.answer for row in found.comparison.rows], at=at,
            by=User.objects.get(pk=owner_id), seen=asked.seen,
        )  # fmt: skip
    except Refusal as refusal:
        return content | {"state": CHECKED, "refusal": refusal.message}
    return content | {"state": DONE, "rows": [], "read": report.read, "written": report.written}
