"""Score runs: immutable results with everything needed to recompute them."""

from django.db import models
from django.db.models import Q

from diagnostics.assessments.choices import Layer, Mode, ScoreStatus
from diagnostics.assessments.models.rounds import Round
from territory.models import Municipality


class ScoreRun(models.Model):
    """One computation of a layer of a round; the newest counts. Unchanged inputs and engine add no run."""

    round = models.ForeignKey(Round, verbose_name="ciclo", on_delete=models.PROTECT, related_name="runs")
    layer = models.CharField("capa", max_length=14, choices=Layer)
    mode = models.CharField("modo", max_length=12, choices=Mode)
    engine_version = models.CharField("versión del motor", max_length=14)
    inputs_sha256 = models.CharField("huella de las entradas", max_length=64)
    computed_at = models.DateTimeField("calculado")

    class Meta:
        verbose_name = "cálculo"
        verbose_name_plural = "cálculos"
        ordering = ["-computed_at", "-pk"]
        indexes = [models.Index(fields=["round", "layer", "mode", "-computed_at"], name="newest_run")]

    def __str__(self) -> str:
        return f"{self.round}, capa {self.get_layer_display().lower()}, modo {self.get_mode_display().lower()}"

    @property
    def identity(self) -> dict[str, str]:
        """What identifies this computation in files that leave the portal."""
        return {
            "round": self.round.code,
            "layer": self.layer,
            "mode": self.mode,
            "engine_version": self.engine_version,
            "inputs_sha256": self.inputs_sha256,
            "computed_at": self.computed_at.isoformat(),
        }


class MunicipalScore(models.Model):
    """The result of one municipality; without a score («sin resultado») if it answered nothing.

    `score` is unrounded (8 decimals), `displayed` rounded once, half up.
    `dimensions`: {code: [score, displayed, coverage, level, status]}.
    `gates`: those that capped the level, {rule, value, max_level, codes}.
    `detail`: {"indicators": {code: [score, displayed, coverage, status]}, "questions": {code: [score, status]}}.
    Numbers in the documents are decimal text, or null.
    """

    run = models.ForeignKey(ScoreRun, on_delete=models.CASCADE, related_name="totals")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="scores")
    score = models.DecimalField("puntaje", max_digits=11, decimal_places=8, null=True)
    displayed = models.DecimalField("puntaje publicado", max_digits=5, decimal_places=2, null=True)
    coverage = models.DecimalField("cobertura", max_digits=3, decimal_places=2, null=True)
    level = models.PositiveSmallIntegerField("nivel", null=True)
    level_before_gates = models.PositiveSmallIntegerField("nivel sin puertas", null=True)
    partial = models.BooleanField("resultado parcial", default=False)
    status = models.CharField("estado", max_length=14, choices=ScoreStatus)
    gates = models.JSONField("puertas", default=list)
    dimensions = models.JSONField("dimensiones", default=dict)
    detail = models.JSONField("detalle", default=dict)

    class Meta:
        verbose_name = "resultado municipal"
        verbose_name_plural = "resultados municipales"
        constraints = [
            models.UniqueConstraint(fields=["run", "municipality"], name="one_total_per_run"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="total_within_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.displayed}"

    @property
    def is_partial(self) -> bool | None:
        return None if self.displayed is None else self.partial
