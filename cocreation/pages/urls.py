"""URLs of this room."""

from django.urls import path

from cocreation.pages.views import feed, public

app_name = "agenda_pages"
urlpatterns = [
    path("agendas/", public.agenda_list, name="agenda-list"),
    path("agendas/<str:code>/", public.agenda, name="agenda"),
    path("agendas/<str:code>/novedades.atom", feed.agenda_feed, name="agenda-feed"),
    path("agendas/<str:code>/retos/<str:number>/", public.challenge, name="challenge"),
    path("agendas/<str:code>/aportes/", public.contribution_list, name="contribution-list"),
    path("agendas/<str:code>/etapas/<str:kind>/", public.stage_report, name="stage-report"),
]
