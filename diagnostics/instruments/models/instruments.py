"""Instruments and their versions.

The canonical content of a version is one JSON document: the file's content, the source of the hash, and what scoring
and pages read. Dimensions, indicators and questions are also rows, for what must refer to them: answers and
assignments.
"""

from django.db import models
from django.db.models import Q

from diagnostics.instruments.choices import QuestionType, VersionStatus
from diagnostics.scoring import instrument as spec


class InstrumentVersionQuerySet(models.QuerySet):
    def light(self) -> "InstrumentVersionQuerySet":
        """Leave the document (100 kB) in the database; `parsed` fetches it once per process."""
        return self.defer("content")


class Instrument(models.Model):
    code = models.CharField("código", max_length=40, unique=True)

    class Meta:
        verbose_name = "instrumento"
        verbose_name_plural = "instrumentos"

    def __str__(self) -> str:
        return self.code


class InstrumentVersion(models.Model):
    """One edition: a draft may be loaded again; once frozen it never changes (trigger)."""

    instrument = models.ForeignKey(
        Instrument, verbose_name="instrumento", on_delete=models.PROTECT, related_name="versions"
    )
    version = models.CharField("versión", max_length=14)
    name = models.CharField("nombre", max_length=300)
    status = models.CharField("estado", max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    content = models.JSONField("contenido")
    content_sha256 = models.CharField("huella del contenido", max_length=64)
    loaded_at = models.DateTimeField("cargado")
    frozen_at = models.DateTimeField("congelado", null=True)

    objects = InstrumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versión de instrumento"
        verbose_name_plural = "versiones de instrumentos"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "version"], name="one_edition_per_version"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, frozen_at=None)
                | Q(status=VersionStatus.FROZEN, frozen_at__isnull=False),
                name="frozen_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.status == VersionStatus.FROZEN

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, so that 1.10.0 comes after 1.9.0."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def is_parsed(self) -> bool:
        """Whether this process has `parsed` without reading the document."""
        return self.content_sha256 in _PARSED

    @property
    def parsed(self) -> spec.Instrument:
        """The instrument as scoring and pages use it; parsed once per process and content."""
        if self.content_sha256 not in _PARSED:
            if len(_PARSED) > 32:
                _PARSED.clear()
            _PARSED[self.content_sha256] = spec.parse(self.content)
        return _PARSED[self.content_sha256]


# Keyed by content hash, so an entry can never be stale.
_PARSED: dict[str, spec.Instrument] = {}


class Part(models.Model):
    """Common to dimensions, indicators and questions: a code and a position in their version."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="%(class)ss")
    code = models.CharField("código", max_length=40)
    position = models.PositiveSmallIntegerField("orden")

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_%(class)s_per_code")]

    def __str__(self) -> str:
        return self.code


class Dimension(Part):
    class Meta(Part.Meta):
        verbose_name = "dimensión"
        verbose_name_plural = "dimensiones"


class Indicator(Part):
    dimension = models.ForeignKey(
        Dimension, verbose_name="dimensión", on_delete=models.CASCADE, related_name="indicators"
    )

    class Meta(Part.Meta):
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"


class Question(Part):
    indicator = models.ForeignKey(
        Indicator, verbose_name="indicador", on_delete=models.CASCADE, related_name="questions"
    )
    type = models.CharField("tipo", max_length=10, choices=QuestionType)

    class Meta(Part.Meta):
        verbose_name = "pregunta"
        verbose_name_plural = "preguntas"
        constraints = [
            *Part.Meta.constraints,
            models.CheckConstraint(condition=Q(type__in=QuestionType.values), name="question_type_is_known"),
        ]
