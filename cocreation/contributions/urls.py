"""URLs of this room."""

from django.urls import path, re_path

from cocreation.contributions.views import (
    answers,
    attachments,
    balance,
    comments_moderation,
    merging,
    mine,
    moderation,
    participation,
    public_moderation,
    reading,
    several_answers,
    voices,
    writing,
)

app_name = "contributions"
urlpatterns = [
    path("cocreacion/<str:code>/balance/", balance.agenda_balance, name="agenda-balance"),
    path("cocreacion/<str:code>/calidad/", balance.agenda_quality, name="agenda-quality"),
    # The link of the mail: its path before the code is one, so that the filter of the log knows it (SECRET_PATHS).
    path("agendas/confirmar/<str:token>/", participation.confirm_link, name="confirm-link"),
    path("agendas/<str:code>/participar/", participation.join, name="join"),
    path("agendas/<str:code>/confirmar/", participation.confirm, name="confirm"),
    path("agendas/<str:code>/aportes/nuevo/", writing.contribution_new, name="contribution-new"),
    path("agendas/<str:code>/aportes/parecidos/", writing.similar, name="contribution-similar"),
    path("agendas/<str:code>/recibo/", writing.receipt, name="receipt"),
    path("agendas/<str:code>/aportes/<str:number>/apoyar/", voices.support, name="support"),
    path("agendas/<str:code>/aportes/<str:number>/comentar/", voices.comment_new, name="comment"),
    path("agendas/<str:code>/mis-aportes/", mine.mine, name="mine"),
    path("agendas/<str:code>/mis-aportes/datos.json", mine.my_data, name="mine-data"),
    path("agendas/<str:code>/mis-aportes/<str:number>/", mine.own, name="mine-contribution"),
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
    path("agendas/<str:code>/aportes/<str:number>/archivos/<int:pk>/", attachments.attachment, name="attachment"),
    path("cocreacion/moderacion/", moderation.moderation_queue, name="moderation-queue"),
    path("cocreacion/moderacion/comentarios/", comments_moderation.moderation_comments, name="moderation-comments"),
    path("cocreacion/moderacion/<str:code>/<str:number>/", moderation.moderation_detail, name="moderation-detail"),
    path(
        "cocreacion/moderacion/<str:code>/<str:number>/archivos/<int:pk>/",
        attachments.moderation_file,
        name="moderation-file",
    ),
    path("agendas/<str:code>/reglas/", public_moderation.rule_list, name="rule-list"),
    path(
        "agendas/<str:code>/aportes/<str:number>/versiones/",
        public_moderation.contribution_versions,
        name="contribution-versions",
    ),
    path("agendas/<str:code>/aportes/<str:number>/apelar/", public_moderation.appeal, name="appeal"),
    path("cocreacion/respuestas/", answers.answer_queue, name="answer-queue"),
    path("cocreacion/respuestas/varias/", several_answers.answer_several, name="answer-several"),
    path("cocreacion/respuestas/<str:code>/<str:number>/", answers.answer_write, name="answer-write"),
    path("cocreacion/uniones/<str:code>/", merging.merge_list, name="merge-list"),
    path("cocreacion/uniones/<str:code>/nueva/", merging.merge_new, name="merge-new"),
    path("agendas/<str:code>/uniones/<int:number>/", merging.merge_answer, name="merge-answer"),
    path("unir-aporte/<str:token>/", merging.merge_consent, name="merge-consent"),
    path("resumen-agenda/salir/<str:token>/", merging.digest_leave, name="digest-leave"),
]
