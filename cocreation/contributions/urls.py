"""URLs of this room."""

from django.urls import path, re_path

from cocreation.contributions.views import balance, reading

app_name = "contributions"
urlpatterns = [
    path("cocreacion/<str:code>/balance/", balance.agenda_balance, name="agenda-balance"),
    path("cocreacion/<str:code>/calidad/", balance.agenda_quality, name="agenda-quality"),
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
]
