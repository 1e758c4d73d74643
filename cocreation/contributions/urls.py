"""URLs of this room."""

from django.urls import path, re_path

from cocreation.contributions.views import mine, participation, reading, voices, writing

app_name = "contributions"
urlpatterns = [
    # The link of the mail: its path before the code is one, so that the filter of the log knows it (SECRET_PATHS).
    path("agendas/confirmar/<str:token>/", participation.confirm_link, name="confirm-link"),
    path("agendas/<str:code>/participar/", participation.join, name="join"),
    path("agendas/<str:code>/confirmar/", participation.confirm, name="confirm"),
    path("agendas/<str:code>/aportes/nuevo/", writing.contribution_new, name="contribution-new"),
    path("agendas/<str:code>/aportes/parecidos/", writing.similar, name="contribution-similar"),
    path("agendas/<str:code>/recibo/", writing.receipt, name="receipt"),
    path("agendas/<str:code>/aportes/<str:number>/apoyar/", voices.support, name="support"),
    path("agendas/<str:code>/aportes/<str:number>/comentar/", voices.comment_new, name="comment"),
    path("agendas/<str:code>/mis-aportes/", mine.mine, name="mine"),
    path("agendas/<str:code>/mis-aportes/datos.json", mine.my_data, name="mine-data"),
    path("agendas/<str:code>/mis-aportes/<str:number>/", mine.own, name="mine-contribution"),
    # Public codes only (PR-0007, ID-0147), so that words such as «nuevo» stay free for other pages.
    re_path(
        r"^agendas/(?P<code>[^/]+)/aportes/(?P<number>[A-Za-z]{2}-[0-9]{1,9})/$",
        reading.contribution,
        name="contribution",
    ),
]
