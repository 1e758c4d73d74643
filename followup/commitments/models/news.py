"""What an office tells of a commitment, with its evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from followup.commitments.choices import LONGEST_OFFICE, LONGEST_TEXT, NewsKind
from followup.commitments.models.commitments import Commitment
from followup.evidence.models import FollowupEvidence


class News(models.Model):
    """Public from the moment it is written. Immutable; a mistake is corrected by the next one."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, verbose_name="compromiso", related_name="news")
    kind = models.CharField("clase", max_length=16, choices=NewsKind, default=NewsKind.NEWS)
    text = models.CharField("qué pasó", max_length=LONGEST_TEXT)
    evidence = models.ManyToManyField(FollowupEvidence, verbose_name="evidencias", blank=True, related_name="news")
    office = models.CharField("quién lo cuenta", max_length=LONGEST_OFFICE)
    at = models.DateTimeField("momento")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "novedad de un compromiso"
        verbose_name_plural = "novedades de compromisos"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NewsKind.values), name="commitment_news_kind_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_news_says_something"),
        ]
        indexes = [models.Index(fields=["commitment", "-at"], name="commitment_news_newest")]

    def __str__(self) -> str:
        return f"{self.commitment} {self.at:%Y-%m-%d}"
