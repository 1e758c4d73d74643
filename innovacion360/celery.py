"""The Celery application and the only beat schedule."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings

from innovacion360.logging import configure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

app = Celery("innovacion360")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_like_the_portal(**_) -> None:
    """Worker and beat write the same lines as the web process, instead of Celery's own."""
    configure(settings.LOGGING)


app.conf.beat_schedule = {
    # Each link once a week; a bounded share of them every hour.
    "check-links": {"task": "files.tasks.check_links", "schedule": crontab(minute=17)},
    "note-expiries": {"task": "diagnostics.review.tasks.note_expiries", "schedule": crontab(minute=5, hour=6)},
    "end-old-reopenings": {
        "task": "diagnostics.review.tasks.end_old_reopenings",
        "schedule": crontab(minute=10, hour=6),
    },
    # Deadlines pass at midnight; hourly, so that a worker that was down at night catches up in the morning.
    "end-terms": {"task": "diagnostics.review.tasks.end_terms", "schedule": crontab(minute=20)},
    # Attempts whose time passed while nobody opened them.
    "hand-in-overdue-quizzes": {"task": "training.quizzes.tasks.hand_in_overdue", "schedule": crontab(minute=50)},
    # Stages close at midnight; hourly, so that a worker that was down catches up.
    "close-passed-stages": {"task": "cocreation.agendas.tasks.close_passed_stages", "schedule": crontab(minute=15)},
    # What waits for who moderates since more than its term: one notice a day.
    "warn-of-late-moderation": {
        "task": "cocreation.contributions.tasks.warn_of_late_moderation",
        "schedule": crontab(hour=7, minute=10),
    },
    "warn-of-late-sightings": {
        "task": "followup.sightings.tasks.warn_of_late_sightings",
        "schedule": crontab(hour=7, minute=12),
    },
    # Catches up on scores requested while the broker was down.
    "score-open-rounds": {
        "task": "diagnostics.assessments.tasks.score_open_rounds",
        "schedule": crontab(minute="*/10"),
    },
    # Catches up on certificates whose task was lost.
    "issue-missing-certificates": {
        "task": "training.certificates.tasks.issue_missing_certificates",
        "schedule": crontab(minute=50, hour=5),
    },
    # The same for files of open data, also after the loss of their folder.
    "write-missing-open-data": {
        "task": "core.tasks.write_missing_open_data",
        "schedule": crontab(minute="*/10"),
    },
    # Nightly: verify every stored file by hash, and delete files without a row after their retention.
    "sweep-stored-files": {"task": "files.tasks.sweep_stored_files", "schedule": crontab(minute=30, hour=1)},
    "check-open-data": {"task": "core.tasks.check_open_data", "schedule": crontab(minute=0, hour=2)},
    # Runs lost with their process are seen within the hour; rows of runs that ended well go after two weeks.
    "keep-task-log": {"task": "core.tasks.keep_task_log", "schedule": crontab(minute=40)},
    "check-stored-files": {"task": "files.tasks.check_stored_files", "schedule": crontab(minute=30, hour=2)},
    "verify-scores": {
        "task": "diagnostics.results.tasks.verify_all_scores",
        "schedule": crontab(minute=30, hour=5),
    },
    # Interrupted forms and the like, a day old.
    "forget-set-aside": {"task": "core.tasks.forget_set_aside", "schedule": crontab(minute=40)},
    # Mails of any kind that were not sent when enqueued.
    "send-waiting-mail": {"task": "mail.tasks.send_waiting", "schedule": crontab(minute="*/10")},
    # Addresses without an answer in time, and unconfirmed ones.
    "forget-addresses": {"task": "citizens.tasks.forget_addresses", "schedule": crontab(minute=30, hour=6)},
    "forget-unconfirmed": {"task": "notices.tasks.forget_unconfirmed", "schedule": crontab(minute=30, hour=6)},
    "forget-agenda-contacts": {
        "task": "cocreation.contributions.tasks.forget_contacts",
        "schedule": crontab(minute=35, hour=6),
    },
    "forget-unconfirmed-contributions": {
        "task": "cocreation.contributions.tasks.forget_unconfirmed",
        "schedule": crontab(minute=35),
    },
    # Texts that were not published, a year later; hashes of browsers, once their month is over.
    "forget-sightings": {"task": "followup.sightings.tasks.forget_sightings", "schedule": crontab(minute=45, hour=6)},
    "send-digests": {"task": "notices.tasks.send_digests", "schedule": crontab(hour=7, minute=0, day_of_week="mon")},
    "send-agenda-digests": {
        "task": "cocreation.contributions.tasks.send_digests",
        "schedule": crontab(hour=7, minute=5, day_of_week="mon"),
    },
    # Proposals to merge contributions whose authors had their five working days.
    "end-merges": {"task": "cocreation.contributions.tasks.end_merges", "schedule": crontab(minute=25)},
    # Cohorts of courses end after their last day; hourly, as stages do.
    "end-passed-cohorts": {"task": "training.cohorts.tasks.end_passed_cohorts", "schedule": crontab(minute=15)},
    "remind-of-cohorts": {"task": "training.cohorts.tasks.remind_of_cohorts", "schedule": crontab(hour=7, minute=15)},
    "forget-cohort-invitations": {
        "task": "training.cohorts.tasks.forget_cohort_invitations",
        "schedule": crontab(minute=40, hour=6),
    },
    # What the portal is the source of, after the night in which a period ended.
    "count-indicators": {"task": "followup.indicators.tasks.count_indicators", "schedule": crontab(minute=15, hour=5)},
    # What happened to commitments the day before, to those who follow their municipalities.
    "tell-of-commitments": {"task": "followup.pages.tasks.tell_followers", "schedule": crontab(hour=7, minute=25)},
    # Measurements and milestones that fall due in 30, 7 or 1 days: one notice a day for each person.
    "remind-of-due-dates": {"task": "followup.pages.tasks.remind_of_due_dates", "schedule": crontab(hour=7, minute=30)},
    # Days after a course: a few questions by mail.
    "make-recalls": {"task": "training.recall.tasks.make_recalls", "schedule": crontab(hour=7, minute=20)},
    "remind-of-deadlines": {
        "task": "diagnostics.assessments.tasks.remind_of_deadlines",
        "schedule": crontab(hour=7, minute=0),
    },
}
