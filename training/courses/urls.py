"""URLs of this room."""

from django.urls import URLPattern, path

from training.courses.views import public, versions

app_name = "courses"

STAFF = "formacion/cursos/"
VERSION = f"{STAFF}versiones/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("normas/", public.norm_list, name="norm-list"),
    path("cursos/<str:code>/<str:version>/archivos/<path:name>", public.file, name="file"),
    path(STAFF, versions.course_list, name="course-manage-list"),
    path(f"{VERSION}descargar/", versions.version_download, name="version-download"),
    path(f"{VERSION}publicar/", versions.version_publish, name="version-publish"),
    path(f"{VERSION}revision/", versions.version_review, name="version-review"),
]
