"""URLs of this room."""

from django.urls import re_path

from cocreation.contributions.views import reading

app_name = "contributions"
urlpatterns = [
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
]
