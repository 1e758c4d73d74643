"""URLs of this room."""

from django.urls import path

from followup.pages.views import indicators

app_name = "followup"
urlpatterns = [
    path("indicadores/", indicators.indicator_list, name="indicator-list"),
    path("indicadores/datos.json", indicators.data, name="indicator-data-all"),
    path("indicadores/recalcular.py", indicators.program, name="recompute-lights"),
    path("indicadores/<str:code>/", indicators.indicator, name="indicator"),
    path("indicadores/<str:code>/datos.json", indicators.indicator_data, name="indicator-data"),
]
