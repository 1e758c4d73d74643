"""URLs of this room."""

from django.urls import URLPattern, path

from training.courses.views import public

app_name = "courses"
urlpatterns: list[URLPattern] = [
    path("normas/", public.norm_list, name="norm-list"),
    path("cursos/<str:code>/<str:version>/archivos/<path:name>", public.file, name="file"),
]
