"""The portal with one more app: what a newcomer adds to innovacion360/settings.py."""

from innovacion360.settings import *  # noqa: F403
from innovacion360.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.new_app.pilots"]
ROOT_URLCONF = "tests.new_app.urls"
ALLOWED_HOSTS = ["testserver"]
