"""Votes for the challenges of an agenda, and supports."""

from django.db import models
from django.db.models import Q

from cocreation.agendas.choices import Criterion
from cocreation.agendas.models.agendas import Challenge
from cocreation.agendas.models.people import Participant
from cocreation.ranking.votes import LEAST, MOST


class Vote(models.Model):
    """The number that a person gives a challenge in one criterion."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="participante", related_name="votes")
    challenge = models.ForeignKey(Challenge, models.CASCADE, verbose_name="reto", related_name="votes")
    criterion = models.CharField("criterio", max_length=20, choices=Criterion)
    value = models.PositiveSmallIntegerField("valor")

    class Meta:
        verbose_name = "voto"
        verbose_name_plural = "votos"
        constraints = [
            models.UniqueConstraint(fields=["participant", "challenge", "criterion"], name="one_vote_per_criterion"),
            models.CheckConstraint(condition=Q(value__range=(LEAST, MOST)), name="vote_in_range"),
            models.CheckConstraint(condition=Q(criterion__in=Criterion.values), name="vote_criterion_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.get_criterion_display()} {self.value}"


class Support(models.Model):
    """One support per person and challenge."""

    participant = models.ForeignKey(Participant, models.CASCADE, verbose_name="participante", related_name="supports")
    challenge = models.ForeignKey(Challenge, models.CASCADE, verbose_name="reto", related_name="supports")

    class Meta:
        verbose_name = "apoyo"
        verbose_name_plural = "apoyos"
        constraints = [models.UniqueConstraint(fields=["participant", "challenge"], name="one_support_per_person")]

    def __str__(self) -> str:
        return f"{self.participant}: {self.challenge.code}"
