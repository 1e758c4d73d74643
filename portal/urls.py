"""Addresses of the public site."""

from django.urls import path

from portal.views import data, public

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("municipios/", public.municipality_choose, name="municipality-choose"),
    path("municipios/<slug:slug>/", public.municipality, name="municipality"),
    path("comparar/", public.compare, name="compare"),
    path("como-se-mide/", public.method, name="methodology"),
    path("ciclos/<slug:code>/publicacion/", public.publication, name="publication"),
    path("datos/", data.data, name="data"),
    path("datos/catalogo.jsonld", data.catalogue, name="data-catalogue"),
    path("datos/<slug:code>/puntajes.csv", data.scores_csv, name="scores-csv"),
    path("datos/<slug:code>/<str:name>", data.newest_file, name="data-newest"),
    path("datos/<slug:code>/v<int:version>/<str:name>", data.file, name="data-file"),
]
