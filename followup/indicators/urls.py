"""URLs of this room."""

from django.urls import path

from followup.indicators.views import approving, periods, targets, uploads, writing

app_name = "indicators"

WORK = "seguimiento/mediciones/"
ONE = f"{WORK}<slug:municipality>/<str:code>/<str:period>/"
urlpatterns = [
    path(WORK, writing.measurement_list, name="measurement-list"),
    path(f"{WORK}por-aprobar/", approving.measurement_queue, name="measurement-queue"),
    path(f"{WORK}por-aprobar/<int:pk>/", approving.measurement_judge, name="measurement-judge"),
    path(f"{WORK}cargar/", uploads.file_load, name="file-load"),
    path(f"{WORK}cargar/confirmar/", uploads.file_confirm, name="file-confirm"),
    path(f"{WORK}periodos/", periods.period_list, name="period-list"),
    path(f"{WORK}periodos/<str:code>/", periods.period, name="period"),
    path(f"{WORK}metas/", targets.target_list, name="target-list"),
    path(f"{WORK}metas/<str:code>/<str:period>/", targets.target_edit, name="target-edit"),
    path(f"{ONE}valor/", writing.measurement_value, name="measurement-value"),
    path(ONE, writing.measurement_write, name="measurement-write"),
]
