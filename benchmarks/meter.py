"""Counting queries, CPU and bytes of one piece of work."""

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
    """What a piece of work costs, in seconds of CPU: of this process, and of PostgreSQL on its behalf."""

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
    """Leaves a block whose writes must not stay."""


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what the block writes, so that every run of it finds the same database."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass


@contextmanager
def queries() -> Iterator[list[str]]:
    """Collect the statements of the block, those of transactions left out."""
    seen: list[str] = []

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if not sql.lstrip().upper().startswith(TRANSACTION_WORDS):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def cost(work: Callable[[], Any], *, runs: int, before: Callable[[], Any] = lambda: None, writes: bool = False) -> Cost:
    """Measure `work`: once to warm up, once to count its queries and keep the bytes it returns, then `runs` times.

    `before` runs ahead of each, unmeasured; with `writes`, each is undone. Times are medians of CPU: the clock on the wall
    would measure the neighbours too.
    """

    def once() -> tuple[float, float, Any]:
        before()
        gc.collect()  # so that nobody pays for what another left behind
        with undone() if writes else nullcontext():
            return timed(work)

    once()
    with queries() as seen:
        _, _, body = once()
    taken = [once() for _ in range(runs)]
    cpu, server = (statistics.median(one[n] for one in taken) for n in (0, 1))
    return Cost(len(seen), cpu, server, body if isinstance(body, bytes) else b"")


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return CPU seconds of this process, of the database server, and the result."""
    server, own = _server_cpu(), time.process_time()
    result = work()
    own = time.process_time() - own
    return own, _server_cpu() - server, result


def _server_cpu() -> float:
    """CPU seconds of this connection's PostgreSQL process; 0 where the system (or another machine) does not tell."""
    connection.ensure_connection()
    file = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(file.read_text().split()[0]) / 1e9 if file.exists() else 0.0
