"""URLs of this room."""

from django.urls import URLPattern, path

from cocreation.agendas.views import challenges, manage, pilots, stages

app_name = "agendas"
urlpatterns: list[URLPattern] = [
    path("cocreacion/", manage.agenda_list, name="agenda-list"),
    path("cocreacion/nueva/", manage.agenda_new, name="agenda-new"),
    path("cocreacion/<str:code>/", manage.agenda_manage, name="agenda-manage"),
    path("cocreacion/<str:code>/datos/", manage.agenda_edit, name="agenda-edit"),
    path("cocreacion/<str:code>/publicar/", manage.agenda_publish, name="agenda-publish"),
    path("cocreacion/<str:code>/reglas/", manage.rules_edit, name="rules-edit"),
    path("cocreacion/<str:code>/etapas/", stages.stages_edit, name="stages-edit"),
    path("cocreacion/<str:code>/etapas/<str:kind>/cerrar/", stages.stage_close, name="stage-close"),
    path("cocreacion/<str:code>/etapas/<str:kind>/devolucion/", stages.stage_report, name="stage-report"),
    path("cocreacion/<str:code>/retos/nuevo/", challenges.challenge_new, name="challenge-new"),
    path("cocreacion/<str:code>/retos/<str:name>/", challenges.challenge_edit, name="challenge-edit"),
    path("cocreacion/<str:code>/retos/<str:name>/piloto/", pilots.pilot_new, name="pilot-new"),
    path("cocreacion/<str:code>/retos/<str:name>/piloto/<int:number>/", pilots.pilot_edit, name="pilot-edit"),
]
