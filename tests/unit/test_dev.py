"""dev.py starts the portal's programs with the right environment; here a script stands in for its Python."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

STAND_IN = '#!/bin/sh\necho "$* SITE_URL=$SITE_URL"\n'


@pytest.fixture
def copy(tmp_path) -> Path:
    shutil.copy(settings.BASE_DIR / "dev.py", tmp_path)
    shutil.copytree(settings.BASE_DIR / "requirements", tmp_path / "requirements")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    digest = hashlib.sha256((tmp_path / "requirements" / "runtime.txt").read_bytes()).hexdigest()
    (tmp_path / ".venv" / "installed-runtime.sha256").write_text(digest)
    return tmp_path


def lines_of(copy: Path, *arguments: str, **environment: str) -> list[str]:
    own = {name: value for name, value in os.environ.items() if name != "SITE_URL"} | environment
    done = subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=copy, env=own, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_demonstration_knows_the_port_that_it_is_reached_at(copy):
    lines = lines_of(copy, "demo", "--no-serve", "--port", "8123")
    assert lines == [
        "manage.py migrate --verbosity 0 SITE_URL=http://127.0.0.1:8123",
        "manage.py seed_demo SITE_URL=http://127.0.0.1:8123",
    ]


def test_demonstration_keeps_an_address_that_was_given(copy):
    lines = lines_of(copy, "demo", "--no-serve", SITE_URL="https://muestra.example")
    assert [line.partition("SITE_URL=")[2] for line in lines] == ["https://muestra.example"] * 2
