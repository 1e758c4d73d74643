"""Entry point of the web process (gunicorn)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from innovacion360 import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

database.serve_requests(settings.DATABASES)
django_application = get_wsgi_application()

from core.web.unreadable_heads import refuse_unreadable_heads  # noqa: E402 - it reads the settings

application = refuse_unreadable_heads(django_application)
