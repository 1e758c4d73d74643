"""URLs of this room."""

from django.urls import URLPattern, path

from cocreation.contributions.views import balance

app_name = "contributions"
urlpatterns: list[URLPattern] = [
    path("cocreacion/<str:code>/balance/", balance.agenda_balance, name="agenda-balance"),
    path("cocreacion/<str:code>/calidad/", balance.agenda_quality, name="agenda-quality"),
]
