"""Formal acts of one diagnosis: the signature of the town hall and the terms that coordination extended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from diagnostics.choices import SignerRole, State
from diagnostics.models.rounds import Assessment


class Signature(models.Model):
    """That a town hall stands by what it declared. `document` holds what was signed, `sha256` its hash. Never changed."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="signature")
    signer_name = models.CharField("nombre", max_length=150)
    signer_role = models.CharField("calidad", max_length=8, choices=SignerRole)
    signer_position = models.CharField("cargo", max_length=150)
    code = models.CharField("código de verificación", max_length=19, unique=True)
    document = models.JSONField("lo firmado")
    sha256 = models.CharField("huella SHA-256", max_length=64)
    signed_at = models.DateTimeField("firmado")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "acta de firma"
        verbose_name_plural = "actas de firma"
        constraints = [
            models.CheckConstraint(condition=Q(signer_name__gt="", signer_position__gt=""), name="signer_has_a_name"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="signature_has_its_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.assessment}"

    def get_absolute_url(self) -> str:
        return reverse("diagnostics:act-verify", args=[self.code])


class Extension(models.Model):
    """That coordination gave a municipality, or itself, more time in one state, and why. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField("estado", max_length=20, choices=State)
    due_before = models.DateField("vencía")
    due_on = models.DateField("vence")
    reason = models.CharField("razón", max_length=500)
    granted_at = models.DateTimeField("concedida")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "prórroga"
        verbose_name_plural = "prórrogas"
        ordering = ["granted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__gt=""), name="extension_says_why"),
            models.CheckConstraint(condition=Q(due_on__gt=F("due_before")), name="extension_gives_time"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.due_on}"
