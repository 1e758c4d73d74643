"""Editions in the making: any state of the document is accepted; only a sound one becomes an edition."""

from django.conf import settings
from django.db import models

from diagnostics.models.instruments import InstrumentVersion


class EditionDraft(models.Model):
    """An edition being written in the browser: the document as its file would say it, sound or not yet.

    `version` grows with each write; a writer who has not seen the last one is told. `published` is the edition that came of it.
    """

    name = models.CharField("nombre de trabajo", max_length=120)
    base = models.ForeignKey(InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField("documento", default=dict)
    version = models.PositiveIntegerField("versión", default=1)
    changed_at = models.DateTimeField("cambiado")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey(InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="drafts")
    discarded_at = models.DateTimeField("descartado", null=True)

    class Meta:
        verbose_name = "borrador de edición"
        verbose_name_plural = "borradores de ediciones"
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
