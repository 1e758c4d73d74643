"""URLs of this room."""

from django.urls import URLPattern

app_name = "agenda_pages"
urlpatterns: list[URLPattern] = []
