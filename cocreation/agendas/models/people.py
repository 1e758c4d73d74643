"""Who takes part in an agenda: a person known by a code, and how to reach them where they said so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.people import LowercaseEmailField
from cocreation.agendas.choices import LONGEST_CODE, LONGEST_GROUP, Channel
from cocreation.agendas.models.agendas import Agenda


class Participant(models.Model):
    """A person in one agenda. `code`: never shown to others, and no secret: the number of a card, or a random one.

    `group`: academia, officials… as the session named it. A printed card is a participant who has not taken part yet, and a
    receipt of kind «card» (core.receipts) that opens it. `erased_at`: the person took their data away; the row stays for what was
    counted already, without account, address or a way to take part with it.
    """

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="participants")
    code = models.CharField("código", max_length=LONGEST_CODE)
    channel = models.CharField("por dónde participa", max_length=10, choices=Channel)
    group = models.CharField("grupo", max_length=LONGEST_GROUP, blank=True)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="cuenta", null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField("desde", null=True, blank=True)
    # Version of the personal data notice that the person accepted; empty for paper.
    consent_version = models.CharField("aviso aceptado", max_length=10, blank=True)
    erased_at = models.DateTimeField("sin datos desde", null=True, blank=True)

    class Meta:
        verbose_name = "participante"
        verbose_name_plural = "participantes"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "channel", "code"], name="participant_once_per_agenda"),
            models.UniqueConstraint(fields=["agenda", "user"], name="participant_once_per_account"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="participant_channel_is_known"),
            models.CheckConstraint(condition=~Q(code=""), name="participant_has_code"),
            models.CheckConstraint(
                condition=Q(channel=Channel.ACCOUNT, user__isnull=False, erased_at=None)
                | Q(channel=Channel.ACCOUNT, user=None, erased_at__isnull=False)
                | (~Q(channel=Channel.ACCOUNT) & Q(user=None)),
                name="participant_account_has_a_user",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Contact(models.Model):
    """The confirmed address of a participant. Deleted twelve months after the agenda closes, or when the person says so."""

    participant = models.OneToOneField(Participant, models.CASCADE, verbose_name="participante", related_name="contact")
    # The participant's own, repeated so that the database keeps one person per address and agenda.
    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="+")
    email = LowercaseEmailField("correo")
    confirmed_at = models.DateTimeField("confirmado")
    wants_digest = models.BooleanField("recibe el resumen semanal", default=True)
    digest_until = models.DateTimeField("resumido hasta", null=True, blank=True)

    class Meta:
        verbose_name = "contacto"
        verbose_name_plural = "contactos"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "email"], name="contact_once_per_agenda"),
            models.CheckConstraint(condition=Q(email=Lower("email")) & ~Q(email=""), name="contact_has_an_address"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"  # never the address: this may reach a log
