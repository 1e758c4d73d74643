"""How long a process waits for PostgreSQL. Every wait has an end: nobody is served by a thread that waits for good."""

import select
import time
from dataclasses import dataclass
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, STATUS_SETUP, set_wait_callback

CONNECT = 3  # seconds for a connection; also per address of a name that has several


@dataclass(frozen=True)
class Patience:
    """Seconds: for a lock, for one statement (0: without end), and in an open transaction without a statement."""

    lock: int
    statement: int
    idle_in_transaction: int


# Somebody waits before the browser, and few threads serve everybody.
REQUEST = Patience(lock=4, statement=8, idle_in_transaction=60)
# Commands, migrations and tasks (these end with CELERY_TASK_TIME_LIMIT). A migration that waits for its lock makes everybody
# wait behind it.
WORK = Patience(lock=10, statement=0, idle_in_transaction=300)
# Longer than any statement may take: nothing came from the server, not even its refusal.
SILENCE = REQUEST.statement + 4


def options(patience: Patience, given: dict[str, Any]) -> dict[str, Any]:
    """Return the OPTIONS of a connection; what DATABASE_URL says itself (`given`) wins."""
    return {
        "connect_timeout": CONNECT,
        # A network that swallows packets: unanswered data for 15 s, or three unanswered probes after 15 s of silence.
        "tcp_user_timeout": 15_000,
        "keepalives": 1,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        **given,
        "options": f"{_flags(patience)} {given.get('options', '')}".strip(),
    }


def serve_requests(databases: dict[str, dict[str, Any]]) -> None:
    """Let this process wait as somebody before a browser does. To be called before its first connection."""
    database = databases["default"]
    if not database["ENGINE"].endswith("postgresql"):
        return
    database["OPTIONS"]["options"] = database["OPTIONS"]["options"].replace(_flags(WORK), _flags(REQUEST))
    set_wait_callback(wait)


def _flags(patience: Patience) -> str:
    limits = {
        "lock_timeout": patience.lock,
        "statement_timeout": patience.statement,
        "idle_in_transaction_session_timeout": patience.idle_in_transaction,
    }
    return " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())


def wait(connection) -> None:
    """Wait for the server as psycopg2's waiting does, with an end. psycopg2 closes the connection when this raises.

    The server's own limits, and those of TCP, do not end a wait for a server that is stopped or hangs.
    """
    until = time.monotonic() + (CONNECT if connection.status == STATUS_SETUP else SILENCE)
    while (state := connection.poll()) != POLL_OK:
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if not waiting.poll(max(until - time.monotonic(), 0) * 1000):
            raise OperationalError("the database did not answer in time")
