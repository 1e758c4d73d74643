"""Notifications and mails of cohorts: to who takes a course, to who teaches it, and to who is invited."""

from datetime import timedelta

from django.db.models import TextChoices

from accounts.permissions import Permission
from core.versioned_text.registry import MAILS, Address, Placeholder, RegisteredText
from notices.choices import DeliveryMode, NotificationKind, notice_text

INVITATION_WAITS = timedelta(days=14)  # after this time a mail is dropped
STARTS_IN = 3  # days before the first one
SILENCES = (3, 7)  # days without any activity after which somebody is reminded


class MailKind(TextChoices):
    """The kinds of mail sent through the outbox; its rows store these values."""

    INVITATION = "cohort_invitation", "Invitación a un grupo"


OWN = NotificationKind("own_course", "Sus cursos: inicio, sesiones y cambios", DeliveryMode.AT_ONCE, position=710)
SILENCE = NotificationKind("course_silence", "Recordatorio de un curso a medias", DeliveryMode.AT_ONCE, position=720)
TEACHING = NotificationKind(
    "teaching",
    "Algo espera a quien enseña un grupo",
    DeliveryMode.AT_ONCE,
    position=730,
    permissions=(Permission.TEACH_COURSES,),
)

_COURSE = Placeholder("curso", "el título del curso", "Responder bien", True)
_COHORT = Placeholder("grupo", "el nombre del grupo", "Primer grupo")
_REASON = Placeholder("razon", "la razón, como se escribió", "La sala no está disponible.", True)
_DAY = Placeholder("dia", "el primer día", "lunes 1 de febrero", True)

TEXTS = (
    RegisteredText(
        key="mail-cohort-invitation",
        name="Invitación a un grupo",
        group=MAILS,
        used_in="La recibe quien una docente o la coordinación invitó a un grupo de un curso.",
        default="training/texts/cohort_invitation.txt",
        placeholders=(
            _COURSE, _COHORT, Placeholder("fechas", "los días del grupo", "1 feb a 14 mar 2027", True),
            Placeholder("direccion", "la página del grupo", Address("https://portal.example/cursos/"), True),
        ),
    ),
)  # fmt: skip

STARTS_TOLD = notice_text(
    "training",
    "cohort-starts",
    OWN,
    "Un grupo empieza pronto",
    "quienes lo toman, tres días antes.",
    _COURSE,
    _COHORT,
    _DAY,
)
CHANGED_TOLD = notice_text(
    "training", "cohort-changed", OWN, "Un grupo cambió", "quienes lo toman, si cambian fechas o sesiones.", _COURSE, _COHORT,
    Placeholder("que_cambio", "qué cambió", "la sesión 1", True),
)  # fmt: skip
CANCELLED_TOLD = notice_text(
    "training", "cohort-cancelled", OWN, "Un grupo se canceló", "quienes lo toman.", _COURSE, _COHORT, _REASON
)
ENDED_TOLD = notice_text(
    "training", "cohort-ended", OWN, "Un grupo terminó antes", "quienes lo toman, si termina antes de su último día.",
    _COURSE, _COHORT, _REASON,
)  # fmt: skip
SESSION_TOLD = notice_text(
    "training", "live-session", OWN, "Mañana hay sesión en vivo", "quienes toman el curso, el día anterior.", _COURSE,
    Placeholder("sesion", "el tema de la sesión", "Casos de su oficina", True),
    Placeholder("hora", "a qué hora empieza", "17:00", True),
    Placeholder("donde", "el lugar, o «en línea»", "Aula 2"),
)  # fmt: skip
SILENCE_TOLD = notice_text(
    "training", "course-silence", SILENCE, "Un curso a medias", "quienes llevan 3 o 7 días sin hacer nada en él.", _COURSE,
    Placeholder("dias", "cuántos días", "3 días", True),
)  # fmt: skip
JUDGED_TOLD = notice_text(
    "training", "make-up-judged", OWN, "Respuesta a una reposición", "quien la envió.", _COURSE,
    Placeholder("que_paso", "si se aceptó o se devolvió", "Se aceptó", True),
    Placeholder("razon", "la razón, si se devolvió", "Cuente qué hizo con la guía."),
)  # fmt: skip
SENT_TOLD = notice_text(
    "training", "make-up-sent", TEACHING, "Una reposición espera", "quienes enseñan el grupo.", _COURSE, _COHORT
)
NOTICE_TEXTS = (
    STARTS_TOLD, CHANGED_TOLD, CANCELLED_TOLD, ENDED_TOLD, SESSION_TOLD, SILENCE_TOLD, JUDGED_TOLD, SENT_TOLD,
)  # fmt: skip
