"""URLs of this room."""

from django.urls import path

from followup.sightings.views import photos, public, staff

app_name = "sightings"
urlpatterns = [
    path("compromisos/<str:code>/lo-vio/", public.sightings_of_commitment, name="commitment"),
    path("compromisos/<str:code>/lo-vio/resumen/", public.summary, name="summary"),
    path("compromisos/<str:code>/lo-vio/recibo/", public.receipt, name="receipt"),
    path("compromisos/<str:code>/lo-vio/<int:number>/foto/", photos.photo, name="photo"),
    path("seguimiento/relatos/", staff.queue, name="queue"),
    path("seguimiento/relatos/<str:code>/<int:number>/", staff.work, name="work"),
    path("seguimiento/relatos/<str:code>/<int:number>/foto/", photos.work_photo, name="work-photo"),
]
