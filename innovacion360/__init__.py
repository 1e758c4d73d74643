"""The project: settings, URLs and processes. Wires everything; no app imports it."""

from innovacion360.celery import app as celery_app

__all__ = ["celery_app"]
