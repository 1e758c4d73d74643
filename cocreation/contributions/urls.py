"""URLs of this room."""

from django.urls import path, re_path

from cocreation.contributions.views import balance, comments_moderation, moderation, public_moderation, reading

app_name = "contributions"
urlpatterns = [
    path("cocreacion/<str:code>/balance/", balance.agenda_balance, name="agenda-balance"),
    path("cocreacion/<str:code>/calidad/", balance.agenda_quality, name="agenda-quality"),
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
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
