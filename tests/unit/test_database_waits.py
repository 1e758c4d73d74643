"""Every wait for PostgreSQL has an end, by the options of its connections (on a server: integration/test_impatience.py)."""

import pytest

from innovacion360 import database


@pytest.mark.parametrize(
    ("patience", "flags"),
    [
        (database.REQUEST, {"lock_timeout": "4s", "statement_timeout": "8s", "idle_in_transaction_session_timeout": "60s"}),
        # Migrations, commands and tasks: a migration that waits for its lock makes everybody wait behind it.
        (database.WORK, {"lock_timeout": "10s", "statement_timeout": "0s", "idle_in_transaction_session_timeout": "300s"}),
    ],
)  # fmt: skip
def test_connections_have_limits(patience: database.Patience, flags: dict[str, str]):
    options = database.options(patience, {})
    said = dict(flag.split("=") for flag in options["options"].removeprefix("-c ").split(" -c "))
    assert said == flags
    assert 0 < options["connect_timeout"] <= 5
    assert options["keepalives"] == 1
    seconds = options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    assert (seconds <= 30, options["tcp_user_timeout"] <= 30_000) == (True, True)


def test_address_of_the_database_may_say_otherwise():
    options = database.options(database.REQUEST, {"connect_timeout": 9, "options": "-c lock_timeout=3min"})
    assert (options["connect_timeout"], options["options"].split()[-1]) == (9, "lock_timeout=3min")
