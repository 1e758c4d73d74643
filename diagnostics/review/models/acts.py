"""The town hall's signature of an assessment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from diagnostics.assessments.models.rounds import Assessment
from diagnostics.review.choices import SignerRole


class Signature(models.Model):
    """The mayor's sign-off of the submitted answers. `document` holds what was signed, `sha256` its hash. Immutable."""

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
        return reverse("review:act-verify", args=[self.code])
