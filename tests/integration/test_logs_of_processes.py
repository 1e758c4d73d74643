"""What web process, worker and beat write, as they are started in earnest: one JSON object per line, and nothing secret."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from queue import Empty, Queue

import pytest
from django.conf import settings

from tests.processes import PATIENCE, of_the_procfile, process
from tests.services import free_port

SECRET, SAID = "Zq7-SECRETO_kk3", "Cedula 43567890 VIH positivo"
FAILED = "Internal Server Error|Error handling request"  # of Django, or of gunicorn where no page could be made either


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """A portal with a database of its own, empty, so that its pages fail; no broker."""
    return {
        **os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "REDIS_URL": "",
        "SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": "127.0.0.1", "LOG_LEVEL": "DEBUG",
    }  # fmt: skip


class Lines:
    """Both outputs of a process, line by line."""

    def __init__(self, running: subprocess.Popen):
        self.all: list[str] = []
        self._new: Queue[str] = Queue()
        threading.Thread(target=lambda: [self._new.put(line) for line in running.stdout], daemon=True).start()

    def until(self, pattern: str) -> None:
        while not any(re.search(pattern, line) for line in self.all):
            try:
                self.all.append(self._new.get(timeout=PATIENCE))
            except Empty:
                raise AssertionError(f"no line said {pattern!r}:\n{''.join(self.all)}") from None

    def as_json(self) -> list[dict]:
        return [json.loads(line) for line in self.all]


@contextmanager
def lines_of(command: str, environment: dict[str, str]) -> Iterator[Lines]:
    outputs = {"text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with process(*shlex.split(command), environment=environment, **outputs) as running:
        yield Lines(running)


def ask(port: int, path: str, **headers: str) -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as asking:
        asking.request("GET", path, headers=headers)
        return asking.getresponse().status


@pytest.mark.parametrize("access_log", ["-", "access.log"])
def test_web_process_writes_json_without_links_and_values(environment, tmp_path, access_log):
    port, link = free_port(), f"/cuenta/invitacion/{SECRET}/"
    file = "-" if access_log == "-" else tmp_path / access_log
    environment["GUNICORN_CMD_ARGS"] = f"--bind 127.0.0.1:{port} --access-logfile {file}"
    with lines_of(of_the_procfile("web"), environment) as lines:
        lines.until("Booting worker")
        assert ask(port, link, Referer=f"http://127.0.0.1:{port}{link}") == 500
        assert ask(port, "/salud/", Referer=f"http://127.0.0.1:{port}{link}") == 200
        lines.until(FAILED)
        if access_log == "-":
            lines.until("GET /salud/")
    written = "".join(lines.all) + ("" if access_log == "-" else (tmp_path / access_log).read_text())
    assert SECRET not in written
    assert "GET /cuenta/invitacion/***" in written
    assert "no such table" not in written
    found = lines.as_json()
    assert "gunicorn.error" in {line["logger"] for line in found}
    [failed] = [line for line in found if re.match(FAILED, line["message"])]
    assert "sqlite3.OperationalError (SQLITE_ERROR)" in failed["traceback"]


@pytest.mark.parametrize(("name", "sign"), [("worker", " ready"), ("beat", "Starting")])
def test_worker_and_beat_write_json_from_their_first_line(environment, tmp_path, name, sign):
    command = of_the_procfile(name).replace("var/beat", str(tmp_path / "beat"))
    with lines_of(command, environment) as lines:
        lines.until(sign)
    assert {line["logger"].split(".")[0] for line in lines.as_json()} >= {"celery"}


SAYS = {
    "warning": "import warnings; warnings.warn({said!r})",
    "end of the process": "raise ValueError({said!r})",
    "end of a thread": "import threading; t = threading.Thread(target=int, args=({said!r},)); t.start(); t.join()",
}


@pytest.mark.parametrize("code", SAYS.values(), ids=SAYS)
def test_nothing_else_reaches_standard_error(environment, code):
    start = "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'innovacion360.settings'; django.setup(); "
    command = [sys.executable, "-c", start + code.format(said=SAID)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert SAID not in done.stderr
    assert [json.loads(line)["level"] for line in done.stderr.splitlines()] in ([], ["CRITICAL"])
