"""URLs of this room. What stands before the page of a commitment is no code of one (commitments.choices.TAKEN_CODES)."""

from django.urls import path

from followup.pages.views import commitments, data

app_name = "followup"
urlpatterns = [
    path("compromisos/", commitments.commitment_list, name="commitment-list"),
    path("compromisos/fechas.ics", commitments.all_dates, name="commitment-dates-all"),
    path("compromisos/datos/", data.data, name="data"),
    path("compromisos/datos/<str:name>", data.file, name="data-file"),
    path("compromisos/<str:code>/", commitments.commitment, name="commitment"),
    path("compromisos/<str:code>/novedades.atom", commitments.commitment_feed, name="commitment-feed"),
    path("compromisos/<str:code>/fechas.ics", commitments.commitment_dates, name="commitment-dates"),
    path("compromisos/<str:code>/datos/<str:name>", data.commitment_file, name="commitment-file"),
]
