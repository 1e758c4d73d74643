"""Acts at the same moment, each with a connection of its own: for the races of PostgreSQL."""

import threading
from collections.abc import Callable

from django.db import connection

from core.refusals import Refusal


def at_once(*acts: Callable) -> list:
    """Do them at the same moment, each with a connection of its own; return what each returned, or its refusal."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def go(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            results[number] = acts[number]()
        except Refusal as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert None not in results
    return results


def refused(results: list) -> int:
    return sum(isinstance(one, Refusal) for one in results)
