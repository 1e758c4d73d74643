"""A database of an earlier release is upgraded by `migrate`: its rows stay, and every published score comes out the same.

Each makes a database of its own and runs the commands as an operator does, in some seconds.
"""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3._functions import register

from tests.releases import POSTGRESQL, SQLITE, dump_of, releases
from tests.services import url_of_database

NOT_OURS = {"sqlite_sequence", "django_migrations", "django_content_type", "auth_permission", "django_session"}


def test_some_release_is_kept():
    assert "0.2.0" in releases()


@pytest.mark.parametrize("release", releases())
def test_upgrade_on_sqlite(tmp_path: Path, release: str):
    file = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        register(database)  # the functions that our constraints call, as Django gives them to each connection
        database.executescript(dump_of(release, SQLITE))

    def counts() -> dict[str, int]:
        with closing(sqlite3.connect(file)) as database:
            names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608

    _check_upgrade(counts, DATABASE_URL="", REDIS_URL="", DATA_DIR=str(tmp_path))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("release", releases())
def test_upgrade_on_postgresql(tmp_path: Path, release: str):
    name = f"{connection.settings_dict['NAME']}_{re.sub(r'[^0-9]', '_', release)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        old = connection.copy()
        old.settings_dict = {**connection.settings_dict, "NAME": name}
        with closing(old), old.cursor() as cursor:
            cursor.execute(dump_of(release, POSTGRESQL))

        def counts() -> dict[str, int]:
            again = connection.copy()
            again.settings_dict = old.settings_dict
            with closing(again), again.cursor() as cursor:
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                found = {}
                for (table,) in cursor.fetchall():
                    cursor.execute(f'SELECT count(*) FROM public."{table}"')  # noqa: S608
                    found[table] = cursor.fetchone()[0]
                return found

        _check_upgrade(counts, DATABASE_URL=url_of_database(name), DATA_DIR=str(tmp_path), SECRET_KEY="x" * 50)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# What the decisions of the release gave points for rests on accepted proofs, and they are as immutable as before.
PROOFS = """
from django.db import DatabaseError, transaction
from diagnostics.assessments.models import Round
from diagnostics.results.queries.publication import points_without_proof
from diagnostics.review.models import ReplyDecision
print("without proof:", [points_without_proof(round) for round in Round.objects.order_by("code")])
try:
    with transaction.atomic():
        ReplyDecision.objects.update(reason="Otra")
except DatabaseError as error:
    print(error)
"""


def _check_upgrade(counts, **environment: str) -> None:
    before = counts()
    _manage("migrate", "--verbosity", "0", **environment)
    after = counts()
    assert {table: after.get(table) for table in before if table not in NOT_OURS} == {
        table: count for table, count in before.items() if table not in NOT_OURS
    }
    assert before["assessments_answer"] > 1000
    for code in ("demo-0", "demo-1"):
        assert "igual al recalculado" in _manage("verify_scores", code, **environment)
    said = _manage("shell", "-c", PROOFS, **environment)
    assert "without proof: [[], [], []]" in said
    assert "review_replydecision is immutable here" in said


def _manage(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR, env=os.environ | environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
