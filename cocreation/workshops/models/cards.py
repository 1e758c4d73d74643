"""Printed cards of a workshop, and what was typed from them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cocreation.agendas.models import Challenge, Participant
from cocreation.contributions.models import Contribution
from cocreation.workshops.choices import FEWEST_CARDS, MOST_CARDS
from cocreation.workshops.models.workshops import Workshop


class CardKit(models.Model):
    """The cards of one PDF. Their codes stand on the paper only. `revoked_at`: its unused cards open nothing any more."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="taller", related_name="kits")
    size = models.PositiveSmallIntegerField("tarjetas")
    first, last = (models.CharField(label, max_length=12) for label in ("primera", "última"))
    made_at = models.DateTimeField("hecho")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="quién", related_name="+")
    revoked_at = models.DateTimeField("anulado", null=True, blank=True)

    class Meta:
        verbose_name = "juego de tarjetas"
        verbose_name_plural = "juegos de tarjetas"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__range=(FEWEST_CARDS, MOST_CARDS)), name="card_kit_size_in_range")
        ]

    def __str__(self) -> str:
        return f"{self.first} a {self.last}"

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.workshop.audit_scope


class KitCard(models.Model):
    """One card of a kit. `revoked_at`: its receipt is gone, and nothing can be typed from it."""

    kit = models.ForeignKey(CardKit, models.CASCADE, verbose_name="juego", related_name="cards")
    participant = models.OneToOneField(Participant, models.CASCADE, verbose_name="tarjeta", related_name="card")
    revoked_at = models.DateTimeField("anulada", null=True, blank=True)

    class Meta:
        verbose_name = "tarjeta"
        verbose_name_plural = "tarjetas"

    def __str__(self) -> str:
        return str(self.participant)


class CardEntry(models.Model):
    """What was typed from a card: one contribution for each challenge, and one without. Deleted when it is undone."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="taller", related_name="entries")
    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="tarjeta", related_name="card_entries")
    challenge = models.ForeignKey(
        Challenge, models.CASCADE, verbose_name="reto", null=True, blank=True, related_name="+"
    )
    contribution = models.OneToOneField(Contribution, models.CASCADE, verbose_name="aporte", related_name="card_entry")
    at = models.DateTimeField("pasada")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="quién", related_name="+")

    class Meta:
        verbose_name = "tarjeta pasada"
        verbose_name_plural = "tarjetas pasadas"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "challenge"],
                condition=Q(challenge__isnull=False),
                name="card_once_per_challenge",
            ),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(challenge=None), name="card_once_without_challenge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.contribution}"
