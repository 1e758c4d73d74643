"""A real worker over a real broker."""

import os
import re
import shlex
from pathlib import Path

import pytest
from celery import Celery

from innovacion360.celery import app
from tests.processes import of_the_procfile, process, wait_for
from tests.services import redis


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_worker_knows_every_task_that_beat_asks_for(celery_worker_process):
    known = app.control.inspect(timeout=5).registered()
    (of_this_run,) = (tasks for name, tasks in known.items() if name == f"tests-{os.getpid()}@localhost")
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= {task.split(" ")[0] for task in of_this_run}
    assert celery_worker_process.poll() is None


def command_of_worker() -> list[str]:
    """What production starts, with one place for tasks, so that a second task waits for the first."""
    return shlex.split(re.sub(r"--concurrency \d+", "--concurrency 1", of_the_procfile("worker")))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_time_limit_ends_a_task_that_hangs_and_the_next_one_runs(portal_environment, new_folder):
    trace = Path(new_folder(), "trace")
    broker = portal_environment["REDIS_URL"]
    with (
        redis(int(broker.rsplit(":", 1)[1].partition("/")[0])),
        process(*command_of_worker(), "--include", "tests.slow_tasks", environment=portal_environment),
    ):
        sender = Celery(broker=broker, set_as_current=False)
        sender.send_task("tests.slow_tasks.hang", [600], time_limit=1)
        sender.send_task("tests.slow_tasks.leave_trace", [str(trace)])
        wait_for(trace.exists)
        sender.close()
