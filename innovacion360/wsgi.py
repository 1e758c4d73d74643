"""Entry point of the web process (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

django_application = get_wsgi_application()

from core.web.unreadable_heads import refuse_unreadable_heads  # noqa: E402: needs the settings

application = refuse_unreadable_heads(django_application)
