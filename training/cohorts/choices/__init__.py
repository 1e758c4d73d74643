"""States, limits and words of cohorts, enrolments and live sessions."""

from datetime import timedelta

from django.db.models import TextChoices

from training.cohorts.choices.process import PROCESS, CohortParty, CohortState

__all__ = ["PROCESS", "CohortParty", "CohortState"]

LONGEST_REASON, LONGEST_OFFICE = 500, 160  # characters
MOST_SEATS = 5000
LEARNS = "learns"  # key of a session: whether the person was enrolled when they signed in, or since
TAKEN_CODES = frozenset({"nuevo"})  # words of addresses below /formacion/grupos/
SESSIONS = 2  # live sessions of a cohort
SHORTEST_SESSION, LONGEST_SESSION, USUAL_SESSION = 15, 480, 60  # minutes; the usual one where its course promises none
FARTHEST = timedelta(days=3 * 366)  # guards against a mistyped year
# Attendance: how long the code on the screen is good, how early it may be shown, and how often one person may be wrong.
CODE_MINUTES, CODE_EARLY = 15, timedelta(minutes=30)
CODE_TRIES = 5  # in CODE_MINUTES
MOST_INVITED = 500  # addresses at a time
INVITATIONS_KEPT = timedelta(days=30)  # after the cohort
# Version of the personal data notice (templates/training/cohorts/components/data_notice.html). Raise it with each change.
DATA_NOTICE_VERSION = "2"
ERASED_NAME = "Persona que retiró sus datos"
ERASED_TEXT = "Retirado por su autor."


class Entry(TextChoices):
    OPEN = "open", "Abierta: cualquiera con cuenta se inscribe"
    INVITED = "invited", "Por invitación"


class AttendanceSource(TextChoices):
    CODE = "code", "Código en la pantalla"
    LIST = "list", "Lista del docente"


# Labels of this app's actions in the audit log.
ACTS = {
    "attendance.code_shown": "Código de asistencia mostrado",
    "attendance.corrected": "Lista de asistencia anotada",
    "attendance.counted": "Asistencia por código",
    "cohort.cancelled": "Grupo cancelado",
    "cohort.changed": "Grupo cambiado",
    "cohort.created": "Grupo creado",
    "cohort.ended": "Grupo terminado",
    "cohort.invited": "Invitaciones a un grupo enviadas",
    "cohort.opened": "Grupo abierto",
    "cohort.uninvited": "Invitación a un grupo retirada",
    "enrolment.changed": "Datos de una inscripción cambiados",
    "enrolment.erased": "Datos de una inscripción borrados",
    "enrolment.made": "Inscripción en un grupo",
    "enrolment.resumed": "Vuelve a un grupo",
    "enrolment.withdrawn": "Retiro de un grupo",
    "make_up.accepted": "Reposición aceptada",
    "make_up.returned": "Reposición devuelta",
    "make_up.sent": "Reposición enviada",
}
ACT_DETAILS = {
    "added_people": "agregó personas",
    "early": "antes de su último día",
    "fields": "cambió",
    "invited": "personas invitadas",
    "prior_learning": "solo presenta las pruebas",
    "removed_people": "quitó personas",
    "session": "sesión",
}
