"""The demonstration portal: made once in a run by `seed_demo`, then copied, because making it takes ten seconds."""

import os
import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings


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
        if connection.vendor == "sqlite":
            _keep(copy, folders, printed.getvalue())
        return printed.getvalue()
    with closing(sqlite3.connect(copy / "db.sqlite3")) as kept:
        kept.backup(connection.connection)
    for name, folder in folders.items():
        shutil.copytree(copy / name, folder, dirs_exist_ok=True)
    return (copy / "printed.txt").read_text(encoding="utf-8")


def _keep(copy: Path, folders: dict[str, Path], printed: str) -> None:
    half = copy.with_name(uuid4().hex)  # takes its name whole: another process may look for it at this moment
    half.mkdir()
    (half / "printed.txt").write_text(printed, encoding="utf-8")
    with closing(sqlite3.connect(half / "db.sqlite3")) as kept:
        connection.connection.backup(kept)
    for name, folder in folders.items():
        shutil.copytree(folder, half / name)
    try:
        half.rename(copy)
    except OSError:
        shutil.rmtree(half)  # the other was first
