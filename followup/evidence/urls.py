"""URLs of this room."""

from django.urls import path

from followup.evidence.views import files, withholding

app_name = "evidence"
urlpatterns = [
    path("seguimiento/evidencias/<int:pk>/", files.file, name="file"),
    path("seguimiento/evidencias/<int:pk>/ocultar/", withholding.withhold, name="withhold"),
]
