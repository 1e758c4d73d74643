"""Receipts: the row that stands for a code, without the code."""

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """What a code opens: `subject_id` is the primary key of a row of the app that registered `kind`."""

    code_hmac = models.CharField(max_length=64, unique=True, editable=False)
    kind = models.CharField("clase", max_length=20)
    subject_id = models.PositiveBigIntegerField("sobre")
    issued_at = models.DateTimeField("entregado")

    class Meta:
        verbose_name = "recibo"
        verbose_name_plural = "recibos"
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="receipt_names_its_kind"),
            models.CheckConstraint(condition=~Q(code_hmac=""), name="receipt_has_its_hash"),
        ]
        indexes = [models.Index(fields=["kind", "subject_id"], name="receipt_subject")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"  # never the code: this may reach a log
