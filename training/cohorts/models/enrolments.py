"""Who takes a course in which cohort, and the live sessions they attended."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.cohorts.choices import LONGEST_OFFICE, LONGEST_REASON, AttendanceSource
from training.cohorts.models.cohorts import Cohort, LiveSession


class EnrolmentQuerySet(models.QuerySet):
    def active(self) -> "EnrolmentQuerySet":
        return self.filter(withdrawn_at=None)

    def with_context(self) -> "EnrolmentQuerySet":
        return self.select_related("cohort__version__course", "municipality", "user").defer("cohort__version__content")


class Enrolment(models.Model):
    """A person in a cohort. `municipality`, `office`: where they work, as they say; for counts per municipality and office.

    `has_prior_learning`: takes the quizzes without the course. `name`: as it goes on the certificate. A withdrawn one says
    neither municipality nor office.
    """

    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name="grupo", related_name="enrolments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="persona", related_name="enrolments"
    )
    name = models.CharField("nombre en el certificado", max_length=200)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    office = models.CharField("dependencia", max_length=LONGEST_OFFICE, blank=True)
    has_prior_learning = models.BooleanField("solo presenta las pruebas", default=False)
    consent_version = models.CharField("aviso de datos aceptado", max_length=10, blank=True)
    enrolled_at = models.DateTimeField("inscrito")
    withdrawn_at = models.DateTimeField("retirado", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inscripción"
        verbose_name_plural = "inscripciones"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="enrolled_once_per_cohort"),
            models.CheckConstraint(condition=Q(name__gt=""), name="enrolment_has_a_name"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(municipality=None, office=""),
                name="withdrawn_enrolment_forgets_the_office",
            ),
        ]
        indexes = [models.Index(fields=["user", "withdrawn_at"], name="enrolments_of_a_person")]

    def __str__(self) -> str:
        return f"{self.cohort_id} #{self.pk}"

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None

    @property
    def audit_scope(self) -> tuple[str, str]:
        return (self.municipality.divipola if self.municipality else ""), f"cohort:{self.cohort.code}"


class AttendanceCode(models.Model):
    """The code that is on the screen of a session for 15 minutes. One for each session: a new one ends the other.

    The code itself stands nowhere: it is computed from `salt` with the key of the receipts, so that the screen may be loaded
    again and the database alone tells nobody.
    """

    session = models.OneToOneField(LiveSession, models.CASCADE, verbose_name="sesión", related_name="code")
    salt = models.CharField("sal", max_length=32)
    shown_at = models.DateTimeField("mostrado")
    ends_at = models.DateTimeField("vence")
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "código de asistencia"
        verbose_name_plural = "códigos de asistencia"

    def __str__(self) -> str:
        return f"{self.session_id} {self.shown_at:%Y-%m-%d %H:%M}"


class Attendance(models.Model):
    session = models.ForeignKey(LiveSession, models.PROTECT, verbose_name="sesión", related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="attendance")
    source = models.CharField("cómo", max_length=5, choices=AttendanceSource)
    at = models.DateTimeField("momento")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "asistencia"
        verbose_name_plural = "asistencias"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="attended_once_per_session"),
            models.CheckConstraint(condition=Q(source__in=AttendanceSource.values), name="attendance_source_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrolment_id}"


class MakeUp(models.Model):
    """What makes up for the live sessions: what the person did instead, and the instructor who accepted it."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="make_up")
    text = models.CharField("qué hizo en cambio", max_length=LONGEST_REASON)
    sent_at = models.DateTimeField("enviado")
    accepted_at = models.DateTimeField("aceptado", null=True, blank=True)
    returned_at = models.DateTimeField("devuelto", null=True, blank=True)
    reason = models.CharField("razón", max_length=LONGEST_REASON, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "reposición de una sesión"
        verbose_name_plural = "reposiciones de sesiones"
        constraints = [
            models.CheckConstraint(condition=Q(text__gt=""), name="make_up_says_what"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(returned_at=None, judged_by__isnull=False),
                name="make_up_has_one_verdict",
            ),
            models.CheckConstraint(condition=Q(returned_at=None) | Q(reason__gt=""), name="make_up_returned_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}"

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.returned_at is None
