"""Tasks for a worker of the tests: one that hangs, and one that leaves a trace."""

import time
from pathlib import Path

from celery import shared_task


@shared_task
def hang(seconds: int) -> None:
    time.sleep(seconds)


@shared_task
def leave_trace(file: str) -> None:
    Path(file).touch()
