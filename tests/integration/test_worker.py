"""A real worker over a real broker."""

import os

import pytest

from innovacion360.celery import app


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_worker_knows_every_task_that_beat_asks_for(celery_worker_process):
    known = app.control.inspect(timeout=5).registered()
    (of_this_run,) = (tasks for name, tasks in known.items() if name == f"tests-{os.getpid()}@localhost")
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= {task.split(" ")[0] for task in of_this_run}
    assert celery_worker_process.poll() is None
