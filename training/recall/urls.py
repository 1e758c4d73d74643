"""URLs of this room. Those of mails have one path before their secret, so that the filter of the log knows it (SECRET_PATHS)."""

from django.urls import path

from training.recall import views

app_name = "recall"
urlpatterns = [
    path("repaso/<str:token>/", views.round, name="round"),
    path("repaso-salir/<str:token>/", views.leave, name="leave"),
    path("docencia/opiniones/", views.opinion_list, name="opinion-list"),
    path("aprender/<str:cohort>/opinion/", views.satisfaction, name="satisfaction"),
]
