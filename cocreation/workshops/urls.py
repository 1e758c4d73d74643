"""URLs of this room."""

from django.urls import path

from cocreation.workshops.views import cards, public, registrations, staff

app_name = "workshops"

PUBLIC, STAFF = "agendas/<str:code>/talleres/", "cocreacion/<str:code>/talleres/"
urlpatterns = [
    path(PUBLIC, public.workshop_list, name="workshop-list"),
    path(f"{PUBLIC}<int:number>/", public.workshop, name="workshop"),
    path(f"{PUBLIC}<int:number>/taller.ics", public.workshop_calendar_file, name="workshop-calendar"),
    path(f"{PUBLIC}<int:number>/cupo/", registrations.registration_new, name="registration-new"),
    path(f"{PUBLIC}<int:number>/cupo/listo/", registrations.registration_done, name="registration-done"),
    path(STAFF, staff.workshop_list, name="workshop-manage-list"),
    path(f"{STAFF}nuevo/", staff.workshop_new, name="workshop-new"),
    path(f"{STAFF}<int:number>/", staff.workshop_manage, name="workshop-manage"),
    path(f"{STAFF}<int:number>/editar/", staff.workshop_edit, name="workshop-edit"),
    path(f"{STAFF}<int:number>/cancelar/", staff.workshop_cancel, name="workshop-cancel"),
    path(f"{STAFF}<int:number>/asistencia/", staff.attendance_edit, name="attendance-edit"),
    path(f"{STAFF}<int:number>/acta/", staff.minutes_edit, name="minutes-edit"),
    path(f"{STAFF}<int:number>/evaluacion/", staff.evaluation_edit, name="evaluation-edit"),
    path(f"{STAFF}<int:number>/caja/", cards.kit_make, name="kit-make"),
    path(f"{STAFF}<int:number>/caja/<int:pk>/anular/", cards.kit_revoke, name="kit-revoke"),
    path(f"{STAFF}<int:number>/tarjetas/", cards.card_entry, name="card-entry"),
    path(f"{STAFF}<int:number>/tarjetas/<int:pk>/deshacer/", cards.card_undo, name="card-undo"),
]
