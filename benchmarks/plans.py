"""Query plans of the slowest statements of all measured work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from benchmarks import pages, scoring
from benchmarks.data import Portal

MOST = 3
SHOWN = 160  # characters per statement


@contextmanager
def timed_reads() -> Iterator[dict[str, tuple[float, Any]]]:
    """Collect the SELECTs of the block: statement → (seconds of its slowest run, parameters)."""
    seen: dict[str, tuple[float, Any]] = {}

    def note(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        start = time.perf_counter()
        result = execute(sql, params, many, context)
        taken = time.perf_counter() - start
        if sql.startswith("SELECT") and taken > seen.get(sql, (0.0,))[0]:
            seen[sql] = taken, params
        return result

    with connection.execute_wrapper(note):
        yield seen


def slowest(portal: Portal) -> list[str]:
    """Return EXPLAIN ANALYZE of the slowest statements of pages and scoring, as lines."""
    with timed_reads() as seen:
        pages.measure(portal, runs=1)
        scoring.measure(portal, runs=1)
    lines = []
    for sql, (taken, params) in sorted(seen.items(), key=lambda item: -item[1][0])[:MOST]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", params)
            plan = [row[0] for row in cursor.fetchall()]
        lines += [f"--- {taken * 1000:.0f} ms: … {sql[sql.index(' FROM ') :][:SHOWN]}", *plan, ""]
    return lines
