"""WSGI application of the benchmark: the portal and the bare page."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "benchmarks.served_urls"
application = get_wsgi_application()
