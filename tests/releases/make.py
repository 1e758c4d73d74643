"""Make the dumps of a release, once, from its own code: python -m tests.releases.make 0.2.0 (needs pg_dump)."""

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests import services
from tests.releases import HERE, POSTGRESQL, SQLITE

ROOT = HERE.parents[1]


def main(release: str) -> None:
    folder = HERE / release
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        _seed(DATABASE_URL="", REDIS_URL="", DATA_DIR=data)
        with closing(sqlite3.connect(Path(data, "db.sqlite3"))) as database:
            _write(folder / SQLITE, "\n".join(database.iterdump()))
    with tempfile.TemporaryDirectory() as data, services.running() as found:
        _seed(**found, DATA_DIR=data, SECRET_KEY="x" * 50)
        options = ["--no-owner", "--no-privileges", "--rows-per-insert=500"]
        dump = subprocess.run(["pg_dump", *options, found["DATABASE_URL"]], capture_output=True, text=True, check=True)
        # Without the commands of psql: a test runs the statements by the driver.
        _write(folder / POSTGRESQL, "\n".join(line for line in dump.stdout.splitlines() if not line.startswith("\\")))


def _seed(**environment: str) -> None:
    for command in ("migrate", "seed_demo"):
        subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, env=os.environ | environment, check=True)


def _write(file: Path, statements: str) -> None:
    file.write_bytes(gzip.compress(statements.encode(), mtime=0))


if __name__ == "__main__":
    main(sys.argv[1])
