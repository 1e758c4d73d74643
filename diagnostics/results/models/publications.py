"""Publications: runs, the frozen documents beside them, and dated corrections."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from diagnostics.assessments.models.answers import MAX_VALUE, Answer
from diagnostics.assessments.models.rounds import Round
from diagnostics.assessments.models.scores import ScoreRun
from territory.models import Municipality


class Publication(models.Model):
    """A run as the public result of its round. An erratum is a new version beside the old one. Immutable.

    `report`: the gate's checks, as rows {code, title, passed, blocks, lines}; public.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    run = models.OneToOneField(ScoreRun, on_delete=models.PROTECT, related_name="publication")
    version = models.PositiveSmallIntegerField("versión", default=1)
    report = models.JSONField("informe de publicación", default=list)
    published_at = models.DateTimeField("publicado")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    # annotated by queries.results.published_rounds
    result_count: int
    first_published_at: datetime  # of the first version of the round

    class Meta:
        verbose_name = "publicación"
        verbose_name_plural = "publicaciones"
        ordering = ["-published_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["round", "version"], name="one_publication_per_version")]

    def __str__(self) -> str:
        return f"{self.round}, versión {self.version}"

    @property
    def workbook(self) -> str:
        """The name of the workbook of its open data."""
        return f"{self.round.code}-v{self.version}.xlsx"


class PublishedMunicipality(models.Model):
    """The published content of one municipality besides its scores. Public pages read only this. Immutable.

    `document`: {"state", "withdrawn_because", "facts", "answers": {question: {...}}} (queries.snapshots).
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="municipalities")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField("lo publicado")
    sha256 = models.CharField("huella SHA-256", max_length=64)

    class Meta:
        verbose_name = "municipio publicado"
        verbose_name_plural = "municipios publicados"
        constraints = [
            models.UniqueConstraint(fields=["publication", "municipality"], name="municipality_published_once")
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.publication}"


class Erratum(models.Model):
    """A dated, reasoned correction of a published round; `publication` is the version that it made. Immutable."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="erratum")
    reason = models.CharField("razón", max_length=2000)

    class Meta:
        verbose_name = "fe de erratas"
        verbose_name_plural = "fes de erratas"
        constraints = [models.CheckConstraint(condition=Q(reason__gt=""), name="erratum_says_why")]

    def __str__(self) -> str:
        return f"Fe de erratas, {self.publication}"


class Correction(models.Model):
    """An erratum's replacement of one final answer. The final layer itself is unchanged. Immutable."""

    erratum = models.ForeignKey(Erratum, on_delete=models.PROTECT, related_name="corrections")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="corrections")
    value = models.CharField("valor", max_length=MAX_VALUE, blank=True)
    not_applicable = models.BooleanField("no aplica", default=False)
    evidence_accepted = models.CharField("evidencia aceptada", max_length=MAX_VALUE, blank=True)

    class Meta:
        verbose_name = "corrección"
        verbose_name_plural = "correcciones"
        constraints = [models.UniqueConstraint(fields=["erratum", "answer"], name="one_correction_per_answer")]

    def __str__(self) -> str:
        return f"{self.answer}, {self.erratum}"

    @property
    def reason(self) -> str:
        return self.erratum.reason

    @property
    def published_at(self) -> datetime:
        return self.erratum.publication.published_at
