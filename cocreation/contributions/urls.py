"""URLs of this room."""

from django.urls import path

from cocreation.contributions.views import comments_moderation, moderation, public_moderation

app_name = "contributions"
urlpatterns = [
    path("cocreacion/moderacion/", moderation.moderation_queue, name="moderation-queue"),
    path("cocreacion/moderacion/comentarios/", comments_moderation.moderation_comments, name="moderation-comments"),
    path("cocreacion/moderacion/<str:code>/<str:number>/", moderation.moderation_detail, name="moderation-detail"),
    path("agendas/<str:code>/reglas/", public_moderation.rule_list, name="rule-list"),
    path(
        "agendas/<str:code>/aportes/<str:number>/versiones/",
        public_moderation.contribution_versions,
        name="contribution-versions",
    ),
    path("agendas/<str:code>/aportes/<str:number>/apelar/", public_moderation.appeal, name="appeal"),
]
