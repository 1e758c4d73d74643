"""Who takes part in the priorities of an agenda, their votes and supports."""

from django.db import models
from django.db.models import Q

from cocreation.agendas.choices import LONGEST_CODE, LONGEST_GROUP, Channel, Criterion
from cocreation.agendas.models.agendas import Agenda, Challenge
from cocreation.ranking.votes import LEAST, MOST


class Participant(models.Model):
    """A person in one agenda, known by a code only. `group`: academia, officials… as the session named it."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, verbose_name="agenda", related_name="participants")
    code = models.CharField("código", max_length=LONGEST_CODE)
    channel = models.CharField("por dónde participa", max_length=10, choices=Channel)
    group = models.CharField("grupo", max_length=LONGEST_GROUP, blank=True)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "participante"
        verbose_name_plural = "participantes"
        constraints = [
            models.UniqueConstraint(fields=["agenda", "channel", "code"], name="participant_once_per_agenda"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="participant_channel_is_known"),
            models.CheckConstraint(condition=~Q(code=""), name="participant_has_code"),
        ]

    def __str__(self) -> str:
        return self.code


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
