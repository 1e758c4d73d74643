"""Measures queries, CPU and bytes of one piece of work."""

import gc
import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

TRANSACTION_WORDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Cost:
    """Cost of a piece of work; CPU seconds of this process (`cpu`) and of its PostgreSQL backend (`server`)."""

    queries: int
    cpu: float
    server: float
    body: bytes = b""

    @property
    def both(self) -> float:
        return self.cpu + self.server

    @property
    def raw(self) -> int:
        return len(self.body)

    @property
    def gzipped(self) -> int:
        return len(gzip.compress(self.body, 6)) if self.body else 0


class Undo(Exception):
    """Leaves a block whose writes must be rolled back."""


@contextmanager
def undone() -> Iterator[None]:
    """Roll back the writes of the block, so that every run starts from the same database."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect the SQL statements of the block, except those that control transactions."""
    seen: list[str] = []

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if not sql.lstrip().upper().startswith(TRANSACTION_WORDS):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def cost(work: Callable[[], Any], *, runs: int, before: Callable[[], Any] = lambda: None, writes: bool = False) -> Cost:
    """Measure `work`: one warm-up, one run to count queries and keep the returned bytes, then `runs` timed runs.

    `before` runs ahead of each, unmeasured; with `writes`, each is rolled back. Times are medians of CPU time: wall time would
    include other processes.
    """

    def once() -> tuple[float, float, Any]:
        before()
        gc.collect()  # so that no run pays for the garbage of another
        with undone() if writes else nullcontext():
            return timed(work)

    once()
    with queries() as seen:
        _, _, body = once()
    taken = [once() for _ in range(runs)]
    cpu, server = (statistics.median(one[n] for one in taken) for n in (0, 1))
    return Cost(len(seen), cpu, server, body if isinstance(body, bytes) else b"")


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return CPU seconds of this process, CPU seconds of the database server, and the result."""
    server, own = _server_cpu(), time.process_time()
    result = work()
    own = time.process_time() - own
    return own, _server_cpu() - server, result


def _server_cpu() -> float:
    """CPU seconds of this connection's PostgreSQL process; 0 if /proc does not tell (another system or machine)."""
    connection.ensure_connection()
    file = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(file.read_text().split()[0]) / 1e9 if file.exists() else 0.0
