"""The public trace: what happened to a thing, from its receipt to what changed. Append-only."""

from django.db import models
from django.db.models import Q


class TraceEvent(models.Model):
    """One step of one thing. Never updated or deleted (triggers of migration 0008).

    `kind` and `subject_id` name the row; `to_kind` and `to_id` another thing that it led to. `process`: what it belongs to, as
    KIND:CODE. `words`: public, written by an office or by the portal; never a text of the person who took part, nor their name:
    what a person may have erased must not lie in a table that keeps all.
    """

    kind = models.CharField("clase", max_length=20)
    subject_id = models.PositiveBigIntegerField("sobre")
    step = models.CharField("paso", max_length=40)
    at = models.DateTimeField("momento")
    words = models.CharField("en una frase", max_length=300, blank=True)
    to_kind = models.CharField("clase del destino", max_length=20, blank=True)
    to_id = models.PositiveBigIntegerField("destino", null=True)
    process = models.CharField("proceso", max_length=80, blank=True)

    class Meta:
        verbose_name = "paso de la traza"
        verbose_name_plural = "traza"
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(step=""), name="trace_names_its_step"),
            models.CheckConstraint(
                condition=Q(to_kind="", to_id=None) | Q(to_kind__gt="", to_id__isnull=False),
                name="trace_leads_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject_id", "at"], name="trace_line"),
            models.Index(fields=["process", "-at", "-id"], name="trace_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.subject_id} {self.step}"
