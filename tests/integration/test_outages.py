"""Redis and the worker go away and come back: saving never waits for them, and nothing that was asked for is lost."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Answer, Assessment, ScoreRun
from innovacion360.celery import app
from tests.factories.diagnostics import LINK, make_filled, typed
from tests.services import free_port, redis, url_of_database

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PATIENCE = 60  # seconds until something must have happened
TOKEN = "c" * 32


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where a portal of its own keeps what it writes, with the static files that its pages name."""
    folder = tmp_path_factory.mktemp("portal")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env={**os.environ, "DATA_DIR": str(folder)}, check=True)
    return folder


@pytest.fixture
def environment(folder, settings) -> dict[str, str]:
    """What a web process and a worker of their own need; the broker's port is free: nobody answers there yet."""
    return {
        **os.environ,
        "DATABASE_URL": url_of_database(connection.settings_dict["NAME"]),
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "DATA_DIR": str(folder),
        "ALLOWED_HOSTS": "127.0.0.1",
    }


@contextmanager
def process(*command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    running = subprocess.Popen([sys.executable, "-m", *command], cwd=settings.BASE_DIR, env=environment)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


@contextmanager
def web(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [
        "gunicorn",
        "innovacion360.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "2",
        "--log-level",
        "warning",
    ]
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
    command = [
        "celery",
        "-A",
        "innovacion360",
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        "2",
        "--loglevel",
        "error",
    ]
    return process(*command, environment=environment)


def ask(port: int, method: str, path: str, body: dict | None = None, user: User | None = None) -> tuple[int, str]:
    """One request over the wire; a server that hangs is an error after twenty seconds."""
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
    return answer.status, text


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def beat_once(environment: dict[str, str]) -> None:
    """Send every task of the schedule, as beat does when its time comes."""
    clock = Celery(broker=environment["REDIS_URL"], set_as_current=False)  # tasks of this process keep their own
    for entry in app.conf.beat_schedule.values():
        clock.send_task(entry["task"], kwargs=entry.get("kwargs", {}))
    clock.close()


def test_answers_are_saved_while_redis_and_worker_are_away_and_work_is_done_when_they_return(
    environment, cast, assessment
):
    make_filled(assessment, cast.contributor)
    where = "/diagnostico/ciclo/aqui"
    with web(environment) as port, ExitStack() as later:
        # Nobody answers at the broker's port: answers are kept and sending goes through all the same.
        again = typed("A-01", value="3", version=1, links={"": LINK})
        assert ask(port, "POST", f"{where}/respuestas/A-01/", again, cast.contributor)[0] == 200
        assert Answer.objects.get(question__code="A-01").value == "3"
        assert ask(port, "POST", f"{where}/enviar/", {}, cast.liaison)[0] == 302
        signature = {
            "operation": "sign",
            "name": "Ana",
            "role": "mayor",
            "position": "Alcaldesa",
            "confirms_content": "on",
        }
        assert ask(port, "POST", f"{where}/firma/", signature, cast.approver)[0] == 302
        assert Assessment.objects.get(pk=assessment.pk).state == State.IN_REVIEW
        assert not ScoreRun.objects.exists()

        later.enter_context(redis(int(environment["REDIS_URL"].rsplit(":", 1)[1].partition("/")[0])))
        later.enter_context(worker(environment))
        beat_once(environment)
        wait_for(ScoreRun.objects.exists)
    assert ScoreRun.objects.get().round_id == assessment.round_id


def test_redis_that_dies_under_a_running_portal_loses_no_answer(environment, cast, assessment):
    port_of_redis = int(environment["REDIS_URL"].rsplit(":", 1)[1].partition("/")[0])
    where = "/diagnostico/ciclo/aqui/respuestas"
    with web(environment) as port:
        with redis(port_of_redis):
            assert ask(port, "POST", f"{where}/A-02/", typed("A-02", value="si"), cast.contributor)[0] == 200
        for number, (code, value) in enumerate([("A-02", "no"), ("B-02", "o1"), ("A-01", "2")]):
            body = typed(code, value=value, version=1 if code == "A-02" else 0)
            assert ask(port, "POST", f"{where}/{code}/", body, cast.contributor)[0] == 200, number
        with redis(port_of_redis):
            assert ask(port, "POST", f"{where}/B-02/", typed("B-02", value="o2", version=1), cast.contributor)[0] == 200
    stored = dict(Answer.objects.values_list("question__code", "value"))
    assert stored == {"A-01": "2", "A-02": "no", "B-02": "o2"}
