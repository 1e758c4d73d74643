"""What gunicorn serves in the benchmark: the portal as it is, with the bare page beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innovacion360.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "benchmarks.served_urls"
application = get_wsgi_application()
