"""URLs of this room."""

from django.urls import path

from training.cohorts.views import attendance, enrolments, make_ups, public, staff

app_name = "cohorts"

PUBLIC, STAFF = "cursos/grupos/<str:code>/", "formacion/grupos/"
ONE = f"{STAFF}<str:code>/"
urlpatterns = [
    path(PUBLIC, public.detail, name="detail"),
    path(f"{PUBLIC}sesiones.ics", public.calendar_file, name="calendar"),
    path(f"{PUBLIC}inscripcion/", enrolments.enrol, name="enrol"),
    path(f"{PUBLIC}retiro/", enrolments.withdraw, name="withdraw"),
    path(f"{PUBLIC}asistencia/", attendance.attend, name="attend"),
    path(f"{PUBLIC}reposicion/", make_ups.send, name="make-up-send"),
    path("rutas/<str:code>/inscripcion/", enrolments.enrol_in_route, name="route-enrol"),
    path(STAFF, staff.cohort_list, name="cohort-list"),
    path(f"{STAFF}nuevo/", staff.cohort_new, name="cohort-new"),
    path(ONE, staff.cohort_manage, name="cohort-manage"),
    path(f"{ONE}editar/", staff.cohort_edit, name="cohort-edit"),
    path(f"{ONE}abrir/", staff.cohort_open, name="cohort-open"),
    path(f"{ONE}terminar/", staff.cohort_end, name="cohort-end"),
    path(f"{ONE}cancelar/", staff.cohort_cancel, name="cohort-cancel"),
    path(f"{ONE}invitaciones/", staff.invitation_list, name="invitation-list"),
    path(f"{ONE}invitaciones/<int:pk>/quitar/", staff.invitation_remove, name="invitation-remove"),
    path(f"{ONE}sesiones/<int:number>/codigo/", attendance.code_show, name="code-show"),
    path(f"{ONE}sesiones/<int:number>/asistencia/", attendance.attendance_edit, name="attendance-edit"),
    path(f"{ONE}reposiciones/<int:pk>/", make_ups.judge, name="make-up-judge"),
]
