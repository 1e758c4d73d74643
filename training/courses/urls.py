"""URLs of this room."""

from django.urls import URLPattern, path

from training.courses.views import draft_files, draft_questions, drafts, norms, public, versions

app_name = "courses"

STAFF = "formacion/cursos/"
DRAFT = f"{STAFF}borradores/<int:pk>/"
VERSION = f"{STAFF}versiones/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("normas/", public.norm_list, name="norm-list"),
    path("cursos/<str:code>/<str:version>/archivos/<path:name>", public.file, name="file"),
    path(STAFF, versions.course_list, name="course-manage-list"),
    path(f"{VERSION}descargar/", versions.version_download, name="version-download"),
    path(f"{VERSION}publicar/", versions.version_publish, name="version-publish"),
    path(f"{VERSION}revision/", versions.version_review, name="version-review"),
    path(f"{STAFF}normas/", norms.norm_manage, name="norm-manage"),
    path(f"{STAFF}borradores/nuevo/", drafts.draft_new, name="draft-new"),
    path(DRAFT, drafts.draft_detail, name="draft-detail"),
    path(f"{DRAFT}descartar/", drafts.draft_discard, name="draft-discard"),
    path(f"{DRAFT}restaurar/", drafts.draft_restore, name="draft-restore"),
    path(f"{DRAFT}publicar/", drafts.draft_publish, name="draft-publish"),
    path(f"{DRAFT}agregar/", draft_files.draft_add, name="draft-add"),
    path(f"{DRAFT}preguntas/", draft_questions.draft_questions, name="draft-questions"),
    path(f"{DRAFT}subir/", draft_files.draft_upload, name="draft-upload"),
    path(f"{DRAFT}textos/<path:name>", draft_files.draft_text, name="draft-text"),
    path(f"{DRAFT}ver/<path:name>", draft_files.draft_look, name="draft-look"),
    path(f"{DRAFT}nombres/<path:name>", draft_files.draft_entry, name="draft-entry"),
    path(f"{DRAFT}archivos/<path:name>", draft_files.draft_file, name="draft-file"),
]
