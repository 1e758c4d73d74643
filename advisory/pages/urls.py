"""URLs of this room."""

from django.urls import path

from advisory.pages.views import data, public

app_name = "advisory"
urlpatterns = [
    path("practicas/", public.practice_list, name="practice-list"),
    path("practicas/datos/", data.data, name="data"),
    path("practicas/datos/<str:name>", data.file, name="data-file"),
    path("practicas/<str:code>/", public.practice, name="practice"),
    path("practicas/<str:code>/datos/<str:name>", data.practice_file, name="practice-file"),
]
