"""Certificates. What is signed never changes, and no row is ever deleted (triggers of migration 0001)."""

import base64
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from training.certificates.choices import LIST_SIZE, LONGEST_NAME, LONGEST_PLACE, LONGEST_REASON, Fields
from training.certificates.models.keys import SigningKey
from training.cohorts.models import Enrolment
from training.courses.choices import LONGEST_TITLE
from training.courses.models import CourseVersion


class CertificateQuerySet(models.QuerySet):
    def current(self) -> "CertificateQuerySet":
        """Leave out those that a newer one replaced; revoked ones stay."""
        return self.filter(superseded_at=None)

    def with_context(self) -> "CertificateQuerySet":
        return self.select_related("key", "user", "enrolment__cohort", "enrolment__municipality")


class Certificate(models.Model):
    """One achievement of one person, as it was signed. `code`: as printed; public, but nobody guesses it.

    The columns from `name` to `is_demonstration` are what both artefacts say (choices.Fields). `payload`: the text of the QR.
    `jwt`: the Open Badges 3.0 credential. `replaces`: the one of the same achievement with the former name.
    """

    code = models.CharField("código", max_length=15, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="persona", related_name="certificates"
    )
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name="inscripción", related_name="certificates")
    course_version = models.ForeignKey(
        CourseVersion, models.PROTECT, verbose_name="versión del curso", related_name="certificates"
    )
    name = models.CharField("nombre", max_length=LONGEST_NAME)
    achievement = models.CharField("curso", max_length=20)
    title = models.CharField("título", max_length=LONGEST_TITLE)
    version = models.CharField("versión", max_length=14)
    hours = models.PositiveSmallIntegerField("horas")
    issued_on = models.DateField("fecha")
    expires_on = models.DateField("vence", null=True, blank=True)
    issuer = models.CharField("quien certifica", max_length=200)
    place = models.CharField("lugar", max_length=LONGEST_PLACE, blank=True)
    how = models.PositiveSmallIntegerField("cómo lo obtuvo", default=0)
    status_index = models.PositiveIntegerField("lugar en la lista de estados", unique=True)
    is_demonstration = models.BooleanField("de demostración", default=False)
    fingerprint = models.CharField("huella", max_length=64, unique=True)
    key = models.ForeignKey(SigningKey, models.PROTECT, verbose_name="clave", related_name="certificates")
    payload = models.TextField("texto del QR")
    jwt = models.TextField("credencial")
    issued_at = models.DateTimeField("emitido")
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name="reemplaza a", null=True, blank=True, related_name="replaced_by"
    )
    superseded_at = models.DateTimeField("reemplazado", null=True, blank=True)
    revoked_at = models.DateTimeField("revocado", null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("motivo", max_length=LONGEST_REASON, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "certificado"
        verbose_name_plural = "certificados"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "achievement", "course_version"],
                condition=Q(superseded_at=None),
                name="one_certificate_per_achievement",
            ),
            models.CheckConstraint(condition=Q(name__gt="", title__gt="", issuer__gt=""), name="certificate_says_all"),
            models.CheckConstraint(condition=Q(status_index__lt=LIST_SIZE), name="certificate_is_in_the_list"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=models.F("issued_on")), name="certificate_lasts"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, reason="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, reason__gt="", superseded_at=None),
                name="certificate_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.achievement} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("certificates:certificate", args=[self.code])

    @property
    def fields(self) -> Fields:
        return Fields(
            self.code, self.name, self.achievement, self.title, self.version, self.hours, self.issued_on.isoformat(),
            self.expires_on.isoformat() if self.expires_on else "", self.issuer, self.place, self.how, self.status_index,
            int(self.is_demonstration),
        )  # fmt: skip

    @property
    def signature(self) -> bytes:
        last = self.payload.rpartition(".")[2]
        return base64.urlsafe_b64decode(last + "=" * (-len(last) % 4))

    @property
    def course(self) -> str:
        return f"{self.achievement} {self.title}"

    def is_over(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today
