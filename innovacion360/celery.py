"""The Celery application and the only beat schedule."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

app = Celery("innovacion360")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # A score asked for while the broker was down was never enqueued: this catches up.
    "score-open-rounds": {"task": "diagnostics.tasks.score_open_rounds", "schedule": crontab(minute="*/10")},
}
