"""Entry point for asynchronous servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

application = get_asgi_application()
