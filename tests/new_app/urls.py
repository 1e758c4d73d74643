"""The addresses of the portal and those of one more app: what a newcomer adds to innovacion360/urls.py and api_urls.py."""

from django.urls import include, path

from innovacion360.urls import urlpatterns
from tests.new_app.pilots.api import Pilots

urlpatterns = [
    path("api/v1/pilots/", Pilots.as_view(), name="api-pilots"),
    path("pilotos/", include("tests.new_app.pilots.urls")),
    *urlpatterns,
]
