"""URLs of this room."""

from django.urls import path

from followup.evidence.views import files

app_name = "evidence"
urlpatterns = [path("seguimiento/evidencias/<int:pk>/", files.file, name="file")]
