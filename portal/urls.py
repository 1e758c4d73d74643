"""Addresses of the public site."""

from django.urls import path

from portal.views import public, widget

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("municipios/", public.municipality_choose, name="municipality-choose"),
    path("municipios/<slug:slug>/", public.municipality, name="municipality"),
    path("municipios/<slug:slug>/widget/", widget.widget, name="widget"),
    path("municipios/<slug:slug>/insertar/", widget.embed, name="embed"),
    path("municipios/<slug:slug>/vecinos/", widget.compare_neighbours, name="compare-neighbours"),
    path("comparar/", public.compare, name="compare"),
    path("como-se-mide/", public.method, name="methodology"),
    path("ciclos/<slug:code>/publicacion/", public.publication, name="publication"),
    path("datos/<slug:code>/puntajes.csv", public.scores_csv, name="scores-csv"),
]
