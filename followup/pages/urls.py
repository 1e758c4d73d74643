"""URLs of this room."""

from django.urls import path

from followup.pages.views import boards, commitments, data, indicators

app_name = "followup"
urlpatterns = [
    path("seguimiento/", boards.board, name="board"),
    path("indicadores/", indicators.indicator_list, name="indicator-list"),
    path("indicadores/datos.json", indicators.data, name="indicator-data-all"),
    path("indicadores/recalcular.py", indicators.program, name="recompute-lights"),
    path("indicadores/<str:code>/", indicators.indicator, name="indicator"),
    path("indicadores/<str:code>/datos.json", indicators.indicator_data, name="indicator-data"),
    path("indicadores/<str:code>/novedades.atom", indicators.indicator_feed, name="indicator-feed"),
    path("compromisos/", commitments.commitment_list, name="commitment-list"),
    path("compromisos/fechas.ics", commitments.all_dates, name="commitment-dates-all"),
    path("compromisos/datos/", data.data, name="data"),
    path("compromisos/datos/<str:name>", data.file, name="data-file"),
    path("compromisos/<str:code>/", commitments.commitment, name="commitment"),
    path("compromisos/<str:code>/novedades.atom", commitments.commitment_feed, name="commitment-feed"),
    path("compromisos/<str:code>/fechas.ics", commitments.commitment_dates, name="commitment-dates"),
    path("compromisos/<str:code>/datos/<str:name>", data.commitment_file, name="commitment-file"),
]
