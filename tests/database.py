"""The migrated database is made once and copied: migrations take seconds, a copy takes milliseconds, triggers included.

SQLite: a file in pytest's cache, which later runs use again. PostgreSQL: a template database beside the test databases.
Both carry in their name what they were made from, so that a changed migration makes a new one.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from tests.services import url_of_database

ROOT = settings.BASE_DIR
MADE_FROM = [
    "*/migrations/*.py", "*/*/migrations/*.py", "core/immutability.py", "requirements/runtime.txt", "tests/database.py"
]  # fmt: skip
PREFIX = "ip360_migrated_"
# PostgreSQL's autovacuum would look at tables between two tests, when all that they hold was rolled back, and note that each
# page has no rows: every later test is then planned as if its tables were empty, however much it writes.
UNWATCHED = """
DO $$ DECLARE found regclass; BEGIN
  FOR found IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', found);
  END LOOP;
END $$
"""
UNSWEPT = pytest.StashKey[int]()
SWEPT_AFTER = 50  # tests
LOCK = 360_360  # of PostgreSQL: one process of a run makes the template, the others wait


@pytest.fixture(scope="session")
def migrated_database(request, django_db_modify_db_settings, django_db_blocker) -> None:
    """Let the test database begin as a copy of a migrated one."""
    test = connection.settings_dict.setdefault("TEST", {})
    test["MIGRATE"] = False  # every table is there already
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            test["TEMPLATE"] = _template()
    else:
        _begin_as_copy_of(_snapshot(request.config.cache.mkdir("migrated")))


@pytest.fixture(scope="session")
def django_db_setup(migrated_database: None, django_db_setup: None) -> None:
    """pytest-django's own, after the copy is ready."""


def _digest() -> str:
    files = sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern) if ".venv" not in path.parts)
    digest = sha256()
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(**environment: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        pytest.exit(f"the migrations failed:\n{done.stdout}{done.stderr}", returncode=1)


def _snapshot(folder: Path) -> Path:
    snapshot = folder / f"{_digest()}.sqlite3"
    if snapshot.exists():
        return snapshot
    with tempfile.TemporaryDirectory(dir=folder) as work:
        _migrate(DATABASE_URL="", REDIS_URL="", DATA_DIR=work)
        made = Path(work, "db.sqlite3")
        with closing(sqlite3.connect(made)) as database:
            database.execute("PRAGMA journal_mode=DELETE")  # one file, which a database in memory can take over
        for old in folder.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        made.replace(snapshot)
    return snapshot


def _begin_as_copy_of(snapshot: Path) -> None:
    create = connection.creation._create_test_db
    held = []  # a database in memory lives as long as somebody is connected to it

    def create_as_copy(*args, **kwargs) -> str:
        name = create(*args, **kwargs)
        held.append(copy_database(snapshot, str(name)))
        return name

    connection.creation._create_test_db = create_as_copy


def copy_database(source: Path, target: str) -> sqlite3.Connection:
    copy = sqlite3.connect(target, uri=target.startswith("file:"), check_same_thread=False)
    with closing(sqlite3.connect(source)) as original:
        original.backup(copy)
    return copy


def _template() -> str:
    name = f"{PREFIX}{_digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # the other process migrates, which may take longer than a request waits
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            _make_template(cursor, name)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _make_template(cursor, name: str) -> None:
    half = f"{name}_half"  # takes its name once it is whole
    cursor.execute(f'CREATE DATABASE "{half}"')
    _migrate(DATABASE_URL=url_of_database(half))
    made = connection.copy()
    made.settings_dict["NAME"] = half
    with closing(made), made.cursor() as inside:
        inside.execute(UNWATCHED)
    cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sweep PostgreSQL's tables now and then: what a test rolls back stays in them, and later tests read past it."""
    count = item.session.stash[UNSWEPT] = item.session.stash.get(UNSWEPT, 0) + 1
    if count < SWEPT_AFTER or connection.vendor != "postgresql" or not connection.connection:
        return
    with item.config.stash[blocking_manager_key].unblock(), connection.cursor() as cursor:
        cursor.execute(f"VACUUM (SKIP_LOCKED) {', '.join(connection.introspection.table_names(cursor))}")
    item.session.stash[UNSWEPT] = 0


def tamper(table: str, change: str, *, key: int) -> None:
    """Change an immutable row behind its triggers, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # pending foreign keys would hold the table
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        cursor.execute(f"UPDATE {table} SET {change} WHERE id = {key}")  # noqa: S608 – literals of the tests
