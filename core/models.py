"""The append-only log of what people and the portal did."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One act: who, when, what, on which thing. Never updated nor deleted (triggers of migration 0002)."""

    at = models.DateTimeField("momento")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="quién", null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField("acto", max_length=60)
    target_type = models.CharField("tipo de objeto", max_length=60)
    target_id = models.CharField("objeto", max_length=60)
    reason = models.CharField("razón", max_length=2000, blank=True)
    data = models.JSONField("datos", default=dict)

    class Meta:
        verbose_name = "asiento de la bitácora"
        verbose_name_plural = "bitácora"
        indexes = [models.Index(fields=["target_type", "target_id", "at"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type} {self.target_id}"

    @classmethod
    def of(cls, target: models.Model) -> models.QuerySet:
        """Return the entries about one object, oldest first."""
        return cls.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).order_by("at", "pk")
