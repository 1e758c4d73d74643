"""URLs of this room."""

from django.urls import path

from followup.commitments.views import circle, decisions, lists, sheets, telling

app_name = "commitments"
urlpatterns = [
    path("seguimiento/compromisos/", lists.work_list, name="work-list"),
    path("seguimiento/compromisos/nuevo/", sheets.new, name="new"),
    path("seguimiento/compromisos/<str:code>/", lists.work, name="work"),
    path("seguimiento/compromisos/<str:code>/corregir/", sheets.edit, name="edit"),
    path("seguimiento/compromisos/<str:code>/aceptar/", sheets.accept, name="accept"),
    path("seguimiento/compromisos/<str:code>/responsable/", sheets.hand_over, name="hand-over"),
    path("seguimiento/compromisos/<str:code>/novedad/", telling.news, name="news"),
    path("seguimiento/compromisos/<str:code>/hitos/<int:number>/", telling.milestone, name="milestone"),
    path("seguimiento/compromisos/<str:code>/evidencias/<int:pk>/", telling.evidence, name="evidence"),
    path("seguimiento/compromisos/<str:code>/estado/", decisions.lowering, name="lowering"),
    path("seguimiento/compromisos/<str:code>/cambio/", decisions.change, name="change"),
    path("seguimiento/compromisos/<str:code>/cambio/retirar/", decisions.withdraw_change, name="withdraw-change"),
    path("seguimiento/compromisos/<str:code>/cambio/decidir/", decisions.decide, name="decide"),
    path("seguimiento/compromisos/<str:code>/segunda-lectura/", decisions.close, name="close"),
    path("compromisos/de/brechas/<slug:round>/<str:divipola>/<str:part>/", circle.of_questions, name="of-questions"),
    path("compromisos/de/acuerdo/<str:agenda>/<str:code>/", circle.of_item, name="of-item"),
]
