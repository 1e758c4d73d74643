"""URLs of this room."""

from django.urls import path, re_path

from cocreation.contributions.views import answers, merging, reading

app_name = "contributions"
urlpatterns = [
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
    path("cocreacion/respuestas/", answers.answer_queue, name="answer-queue"),
    path("cocreacion/respuestas/<str:code>/<str:number>/", answers.answer_write, name="answer-write"),
    path("cocreacion/uniones/<str:code>/", merging.merge_list, name="merge-list"),
    path("cocreacion/uniones/<str:code>/nueva/", merging.merge_new, name="merge-new"),
    path("agendas/<str:code>/uniones/<int:number>/", merging.merge_answer, name="merge-answer"),
    path("unir-aporte/<str:token>/", merging.merge_consent, name="merge-consent"),
    path("resumen-agenda/salir/<str:token>/", merging.digest_leave, name="digest-leave"),
]
