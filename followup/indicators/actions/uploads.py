"""A file of measurements or targets that a person uploads: looked at, kept for a day, then loaded or put away."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.refusals import Refusal
from core.web.set_aside import actions as set_aside
from followup.indicators.actions.importing import Report, import_measurements, import_targets, known
from followup.indicators.choices import UploadKind
from followup.indicators.loaders.measurements import read_measurements
from followup.indicators.loaders.targets import read_targets

KIND = "indicators"
GONE = "La revisión venció. Suba el archivo otra vez."
WAYS: dict[str, tuple[Callable[..., tuple[list[Any], list[str]]], Callable[..., Report]]] = {
    UploadKind.MEASUREMENTS: (read_measurements, import_measurements),
    UploadKind.TARGETS: (read_targets, import_targets),
}


class UploadGone(Refusal):
    """It was loaded, put away, or is older than a day."""

    is_conflict = True


@dataclass(frozen=True)
class Looked:
    """What a file says and would change. `rows`: of its loader; `notes`: numbers that may be meant otherwise."""

    kind: UploadKind
    name: str
    rows: Sequence[Any]
    notes: Sequence[str]
    report: Report


def look(*, kind: str, data: bytes, name: str, by, at: datetime) -> Looked:
    """Read the file and write it within a transaction that is undone: what is stored may be at fault with it, too.

    Refuses with every fault by its line or cell.
    """
    with transaction.atomic():
        found = _write(kind, data, name, by, at)
        transaction.set_rollback(True)
    return found


def keep(*, kind: str, data: bytes, name: str, by, at: datetime) -> str:
    """Put the file aside for its person and return the key. Raises NotKept."""
    content = {"kind": kind, "name": name, "data": b64encode(data).decode()}
    return set_aside.put(kind=KIND, owner_id=by.pk, content=content, at=at)


def look_again(*, key: str, by, at: datetime) -> Looked:
    """Look at a kept file as the portal stands now. Refuses UploadGone, and like `look`."""
    kept = _kept(key, by, at)
    return look(kind=kept["kind"], data=b64decode(kept["data"]), name=kept["name"], by=by, at=at)


@transaction.atomic
def load(*, key: str, by, at: datetime) -> Looked:
    """Load a kept file and forget it. Refuses UploadGone, and like `look`."""
    kept = _kept(key, by, at)
    found = _write(kept["kind"], b64decode(kept["data"]), kept["name"], by, at)
    drop(key=key, by=by)
    return found


def drop(*, key: str, by) -> None:
    set_aside.drop(kind=KIND, key=key, user=by)


def _kept(key: str, by, at: datetime) -> dict[str, Any]:
    kept = set_aside.get(kind=KIND, key=key, user=by, at=at)
    if kept is None:
        raise UploadGone(GONE)
    return kept


def _write(kind: str, data: bytes, name: str, by, at: datetime) -> Looked:
    read, store = WAYS[kind]
    rows, notes = read(data, name=name, known=known())
    return Looked(UploadKind(kind), name, rows, notes, store(rows=rows, name=name, at=at, by=by))
