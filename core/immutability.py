"""Database triggers that refuse changes: for migrations, where the database itself must keep a rule.

PostgreSQL refuses UPDATE and DELETE (and INSERT where asked). SQLite, the embedded default, does not refuse DELETE:
its test suites empty tables that way.
"""

from collections.abc import Callable

from django.db import migrations

PG_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{table} is immutable here' USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table} is immutable here'); END
"""


def immutable(table: str, *, when: str = "1 = 1", also_insert: bool = False) -> migrations.RunPython:
    """Return the migration operation that makes rows of `table` immutable.

    `when`: SQL condition on the old row, called `OLD`, under which it may not change; with `also_insert`, a new row
    (called OLD in the condition too) may not be added either.
    """
    events = ["UPDATE", "DELETE", *(["INSERT"] if also_insert else [])]

    def create(apps, editor) -> None:
        for event in events:
            condition = when.replace("OLD.", "NEW.") if event == "INSERT" else when
            parts = {"name": _name(table, event), "event": event, "table": table, "condition": condition}
            if editor.connection.vendor == "postgresql":
                editor.execute(PG_FUNCTION.format(**parts))
            elif event != "DELETE":
                editor.execute(SQLITE_TRIGGER.format(**parts))

    return migrations.RunPython(create, _drop(table, events))


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _drop(table: str, events: list[str]) -> Callable:
    def drop(apps, editor) -> None:
        for event in events:
            name = _name(table, event)
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    return drop
