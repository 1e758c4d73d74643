"""URLs of this room."""

from django.urls import path

from advisory.practices.views import acts, sheets

app_name = "practices"
urlpatterns = [
    path("asesorias/practicas/", sheets.work_list, name="work-list"),
    path("asesorias/practicas/nueva/", sheets.new, name="new"),
    path("asesorias/practicas/<str:code>/", sheets.work, name="work"),
    path("asesorias/practicas/<str:code>/corregir/", sheets.edit, name="edit"),
    path("asesorias/practicas/<str:code>/enviar/", acts.submit, name="submit"),
    path("asesorias/practicas/<str:code>/revisar/", acts.review, name="review"),
    path("asesorias/practicas/<str:code>/publicar/", acts.publish, name="publish"),
    path("asesorias/practicas/<str:code>/version/", acts.revise, name="revise"),
    path("asesorias/practicas/<str:code>/vigente/", acts.confirm, name="confirm"),
    path("asesorias/practicas/<str:code>/retirar/", acts.withdraw, name="withdraw"),
]
