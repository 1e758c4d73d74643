from django.urls import path

from diagnostics.exchange.views import answers, crosswalk, spreadsheet

app_name = "exchange"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"

LOAD = "administracion/respuestas/"

urlpatterns = [
    path(LOAD, answers.answers_load, name="answers-load"),
    path(f"{LOAD}cargar/", answers.answers_confirm, name="answers-confirm"),
    path(f"{LOAD}plantilla/", answers.answers_template, name="answers-template"),
    path(f"{ASSESSMENT}planilla/", spreadsheet.workbook, name="workbook"),
    path(f"{ASSESSMENT}planilla/descargar/", spreadsheet.workbook_download, name="workbook-download"),
    path(f"{ASSESSMENT}reportes/", crosswalk.report_list, name="report-list"),
    path(f"{ASSESSMENT}reportes/descargar/", crosswalk.report_download, name="report-download"),
]
