"""A web process and a worker of their own for tests of the machine, as production starts them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.services import free_port, url_of_database

PATIENCE = 60  # seconds until something must have happened
TOKEN = "c" * 32


@pytest.fixture(scope="session")
def portal_folder(tmp_path_factory) -> Path:
    """Where a portal of its own keeps what it writes, with the static files that its pages name."""
    folder = tmp_path_factory.mktemp("portal")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env={**os.environ, "DATA_DIR": str(folder)}, check=True)
    return folder


@pytest.fixture
def portal_environment(portal_folder, settings) -> dict[str, str]:
    """What a web process and a worker of their own need; the broker's port is free: nobody answers there yet."""
    return {
        **os.environ,
        "DATABASE_URL": url_of_database(connection.settings_dict["NAME"]),
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": f"filemail:///{portal_folder}/mail",
        "DATA_DIR": str(portal_folder),
        "ALLOWED_HOSTS": "127.0.0.1",
    }


@contextmanager
def process(*command: str, environment: dict[str, str], **outputs) -> Iterator[subprocess.Popen]:
    running = subprocess.Popen([sys.executable, "-m", *command], cwd=settings.BASE_DIR, env=environment, **outputs)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if running.stdout:
            running.stdout.close()


def of_the_procfile(name: str) -> str:
    """The command by which production starts a process."""
    return re.search(rf"^{name}: (.+)$", (settings.BASE_DIR / "Procfile").read_text(), re.MULTILINE)[1]


@contextmanager
def web(environment: dict[str, str], *, threads: int = 2) -> Iterator[int]:
    port = free_port()
    command = f"gunicorn innovacion360.wsgi --bind 127.0.0.1:{port} --threads {threads} --log-level warning".split()
    with process(*command, environment=environment) as server:

        def answers() -> bool:
            assert server.poll() is None, "the web process ended"
            try:
                return ask(port, "GET", "/cuenta/login/")[0] == 200
            except OSError:
                return False

        wait_for(answers)
        yield port


def worker(environment: dict[str, str]):
    command = "celery -A innovacion360 worker --pool prefork --concurrency 2 --loglevel error"
    return process(*command.split(), environment=environment)


def ask(port: int, method: str, path: str, body: dict | None = None, user: User | None = None) -> tuple[int, str]:
    """One request over the wire; a server that hangs is an error after twenty seconds."""
    response, text = respond(port, method, path, body, user)
    return response.status, text


def respond(
    port: int, method: str, path: str, body: dict | None = None, user: User | None = None
) -> tuple[HTTPResponse, str]:
    cookies, headers = [f"csrftoken={TOKEN}"], {"Content-Type": "application/x-www-form-urlencoded"}
    if user:
        browser = Client()
        browser.force_login(user)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}")
    headers |= {"Cookie": "; ".join(cookies), "X-CSRFToken": TOKEN}
    asking = HTTPConnection("127.0.0.1", port, timeout=20)
    asking.request(method, path, urlencode(body or {}, doseq=True), headers)
    answer = asking.getresponse()
    text = answer.read().decode()
    asking.close()
    return answer, text


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)
