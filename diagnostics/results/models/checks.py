"""Verifications of stored scores."""

from django.conf import settings
from django.db import models

from diagnostics.assessments.models.rounds import Round


class ScoreCheck(models.Model):
    """One recomputation of a round's runs, compared with what is stored.

    `runs`: rows {"name", "municipalities", "is_behind", "differences": [sentences]}. `checked_by`: null for the nightly one.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="score_checks")
    checked_at = models.DateTimeField("verificado")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_equal = models.BooleanField("igual al recalculado")
    runs = models.JSONField("corridas")

    class Meta:
        verbose_name = "verificación de puntajes"
        verbose_name_plural = "verificaciones de puntajes"
        ordering = ["-checked_at", "-pk"]
        indexes = [models.Index(fields=["round", "-checked_at"], name="score_checks_of_a_round")]

    def __str__(self) -> str:
        return f"{self.round}, {self.checked_at:%Y-%m-%d %H:%M}"

    @property
    def behind(self) -> list[str]:
        """The runs that wait to be computed again with newer answers."""
        return [run["name"] for run in self.runs if run.get("is_behind")]

    @property
    def differences(self) -> list[str]:
        return [f"{run['name']}: {sentence}" for run in self.runs for sentence in run["differences"]]
