from django.urls import path

from diagnostics.instruments.views import edition_parts, editions

app_name = "instruments"

DRAFT = "ediciones/borradores/<int:pk>/"

urlpatterns = [
    path("ediciones/", editions.edition_list, name="edition-list"),
    path("ediciones/<int:pk>/descargar/", editions.edition_download, name="edition-download"),
    path(DRAFT, editions.draft_detail, name="draft-detail"),
    path(f"{DRAFT}descargar/", editions.draft_download, name="draft-download"),
    path(f"{DRAFT}publicar/", editions.draft_publish, name="draft-publish"),
    path(f"{DRAFT}generales/", edition_parts.draft_head, name="draft-head"),
    path(f"{DRAFT}reglas/", edition_parts.draft_rules, name="draft-rules"),
    path(f"{DRAFT}agregar/<slug:kind>/", edition_parts.draft_add, name="draft-add"),
    path(f"{DRAFT}<slug:kind>/<str:code>/", edition_parts.draft_part, name="draft-part"),
    path(f"{DRAFT}<slug:kind>/<str:code>/quitar/", edition_parts.draft_remove, name="draft-remove"),
]
