"""The demonstration portal: made once in a run by `seed_demo`, then copied, because making it takes ten seconds and more."""

import os
import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import override_settings

ROWS = "rows"


@pytest.fixture(scope="session")
def demo_copies(tmp_path_factory) -> Path:
    """Where the processes of one run share what one of them has made."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture
def demo(transactional_db, private_folder: Path, open_data_folder: Path, demo_copies: Path) -> str:
    """The whole demonstration, with its files; what the command printed when it made it."""
    folders = {"private": private_folder, "open-data": open_data_folder}
    copy = demo_copies / "demo"
    connection.ensure_connection()
    if not copy.exists():
        printed = StringIO()
        with override_settings():  # the command sets how mail is sent
            call_command("seed_demo", stdout=printed)
        _keep(copy, folders, printed.getvalue())
        return printed.getvalue()
    if connection.vendor == "postgresql":
        _read_rows(copy / ROWS)
    else:
        with closing(sqlite3.connect(copy / ROWS / "db.sqlite3")) as kept:
            kept.backup(connection.connection)
    for name, folder in folders.items():
        shutil.copytree(copy / name, folder, dirs_exist_ok=True)
    return (copy / "printed.txt").read_text(encoding="utf-8")


def _keep(copy: Path, folders: dict[str, Path], printed: str) -> None:
    half = copy.with_name(uuid4().hex)  # takes its name whole: another process may look for it at this moment
    (half / ROWS).mkdir(parents=True)
    (half / "printed.txt").write_text(printed, encoding="utf-8")
    if connection.vendor == "postgresql":
        _write_rows(half / ROWS)
    else:
        with closing(sqlite3.connect(half / ROWS / "db.sqlite3")) as kept:
            connection.connection.backup(kept)
    for name, folder in folders.items():
        shutil.copytree(folder, half / name)
    try:
        half.rename(copy)
    except OSError:
        shutil.rmtree(half)  # the other was first


def _write_rows(folder: Path) -> None:
    """A file for each table of PostgreSQL."""
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            with (folder / table).open("w", encoding="utf-8") as file:
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', file)


def _read_rows(folder: Path) -> None:
    """Let the tables hold what the files say, and nothing else. Triggers judged these rows when they were made."""
    files = sorted(folder.iterdir())
    tables = [f'"{file.name}"' for file in files]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for file, table in zip(files, tables, strict=True):
            with file.open(encoding="utf-8") as rows:
                cursor.copy_expert(f"COPY {table} FROM STDIN", rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    ContentType.objects.clear_cache()  # their keys are those of the copy
