from django.urls import path

from diagnostics.exchange.views import crosswalk, spreadsheet

app_name = "exchange"

ASSESSMENT = "diagnostico/<slug:round>/<slug:municipality>/"

urlpatterns = [
    path(f"{ASSESSMENT}planilla/", spreadsheet.workbook, name="workbook"),
    path(f"{ASSESSMENT}planilla/descargar/", spreadsheet.workbook_download, name="workbook-download"),
    path(f"{ASSESSMENT}reportes/", crosswalk.report_list, name="report-list"),
    path(f"{ASSESSMENT}reportes/descargar/", crosswalk.report_download, name="report-download"),
]
