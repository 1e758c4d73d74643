"""URLs of this room."""

from django.urls import path

from cocreation.pages.views import data, feed, priorities, public, voting

app_name = "agenda_pages"
urlpatterns = [
    path("agendas/", public.agenda_list, name="agenda-list"),
    path("agendas/<str:code>/", public.agenda, name="agenda"),
    path("agendas/<str:code>/novedades.atom", feed.agenda_feed, name="agenda-feed"),
    path("agendas/<str:code>/retos/<str:number>/", public.challenge, name="challenge"),
    path("agendas/<str:code>/aportes/", public.contribution_list, name="contribution-list"),
    path("agendas/<str:code>/etapas/<str:kind>/", public.stage_report, name="stage-report"),
    path("agendas/<str:code>/votar/", voting.ballot, name="ballot"),
    path("agendas/<str:code>/quien-vota/", voting.voter_say, name="voter-say"),
    path("agendas/<str:code>/votar/<str:name>/", voting.vote_cast, name="vote-cast"),
    path("agendas/<str:code>/votar/<str:name>/apoyo/", voting.challenge_support, name="challenge-support"),
    path("agendas/<str:code>/prioridades/", priorities.priorities, name="priorities"),
    path("agendas/<str:code>/prioridades/<str:name>/", priorities.account, name="account"),
    path("agendas/<str:code>/datos/", data.data, name="data"),
    path("agendas/<str:code>/datos/<str:name>", data.file, name="data-file"),
]
