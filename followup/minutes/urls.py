"""URLs of this room."""

from django.urls import path

from followup.minutes import views

app_name = "minutes"
urlpatterns = [
    path("seguimiento/actas/", views.minutes_list, name="minutes-list"),
    path("seguimiento/actas/nueva/", views.start, name="start"),
    path("seguimiento/actas/borrador/", views.draft, name="draft"),
    path("seguimiento/actas/<int:number>/", views.minutes, name="minutes"),
    path("seguimiento/actas/<int:number>/acta.pdf", views.minutes_pdf, name="minutes-pdf"),
]
