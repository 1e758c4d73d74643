"""Database triggers that refuse changes: for migrations, where the database itself must enforce a rule.

PostgreSQL refuses UPDATE and DELETE (and INSERT on request). SQLite, the embedded default, does not refuse DELETE: its test
suites empty tables that way. SQLite also drops the triggers of a table whenever a migration changes its columns or
constraints: such a migration must repeat the operation, which replaces existing triggers.
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
DROP TRIGGER IF EXISTS {name} ON {table};
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table} is immutable here'); END
"""


def immutable(
    table: str,
    *,
    when: str = "1 = 1",
    also_insert: bool = False,
    events: tuple[str, ...] = ("UPDATE", "DELETE"),
    label: str = "no",
) -> migrations.RunPython:
    """Return the migration operation that makes rows of `table` immutable.

    `when`: SQL condition on the old row, named `OLD`, under which it may not change; with `also_insert`, rows that meet it may
    not be inserted either (they are named OLD too). A condition for UPDATE alone may also read `NEW`.
    `label` distinguishes several rules of one table.
    """
    events = (*events, "INSERT") if also_insert else events

    def create(apps, editor) -> None:
        for event in events:
            condition = when.replace("OLD.", "NEW.") if event == "INSERT" else when
            parts = {"name": _name(table, event, label), "event": event, "table": table, "condition": condition}
            if editor.connection.vendor == "postgresql":
                editor.execute(PG_FUNCTION.format(**parts))
            elif event != "DELETE":
                editor.execute(f"DROP TRIGGER IF EXISTS {parts['name']}")
                editor.execute(SQLITE_TRIGGER.format(**parts))

    return migrations.RunPython(create, _drop(table, events, label))


def _name(table: str, event: str, label: str) -> str:
    return f"{table}_{label}_{event.lower()}"


def _drop(table: str, events: tuple[str, ...], label: str) -> Callable:
    def drop(apps, editor) -> None:
        for event in events:
            name = _name(table, event, label)
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")

    return drop
