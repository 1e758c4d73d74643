"""Codes that confirm an address."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.people import LowercaseEmailField
from cocreation.agendas.models import Agenda
from cocreation.contributions.models.contributions import Contribution


class EmailCode(models.Model):
    """A code sent to an address that somebody typed. Whoever uses it is the participant of that address.

    `code_hmac`: of the code in the mail, made at hand-over (core.receipts.codes); null until then. `contribution`: what waits for
    it; null for a code that was asked for by itself. Unused ones go after UNCONFIRMED_KEPT_DAYS, and what waited with them.
    """

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="+")
    email = LowercaseEmailField("correo")
    code_hmac = models.CharField(max_length=64, null=True, unique=True, editable=False)
    contribution = models.OneToOneField(
        Contribution, models.CASCADE, verbose_name="aporte", null=True, blank=True, related_name="email_code"
    )
    next_path = models.CharField("vuelve a", max_length=300, blank=True)
    consent_version = models.CharField("aviso aceptado", max_length=10)
    asked_at = models.DateTimeField("pedido")
    used_at = models.DateTimeField("usado", null=True, blank=True)

    class Meta:
        verbose_name = "código por correo"
        verbose_name_plural = "códigos por correo"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")) & ~Q(email=""), name="email_code_has_an_address"),
            models.CheckConstraint(
                condition=Q(next_path="") | (Q(next_path__startswith="/") & ~Q(next_path__startswith="//")),
                name="email_code_stays_in_the_portal",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(used_at=None), name="email_code_waiting")]

    def __str__(self) -> str:
        return f"code {self.pk}"  # never the address: this may reach a log
