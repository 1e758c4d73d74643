"""URLs of this room. The files of courses stand before their pages: no course is called «datos»."""

from django.urls import path

from training.pages.views import data, public

app_name = "training"
urlpatterns = [
    path("cursos/", public.catalogue, name="catalogue"),
    path("cursos/datos/", data.data, name="data"),
    path("cursos/datos/<str:name>", data.file, name="data-file"),
    path("cursos/<str:code>/", public.course, name="course"),
]
