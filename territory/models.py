"""Municipalities, their facts and boundaries: reference data."""

from django.db import models
from django.urls import reverse


class MunicipalityQuerySet(models.QuerySet):
    def in_river_order(self) -> "MunicipalityQuerySet":
        """From north to south along the river; places without an order last, by name."""
        return self.order_by(models.F("order").asc(nulls_last=True), "sort_key", "divipola")


class Municipality(models.Model):
    """A municipality. `facts` keeps the further columns of its source file, as text."""

    divipola = models.CharField("código DIVIPOLA", max_length=20, unique=True)
    name = models.CharField("nombre", max_length=120)
    official_name = models.CharField("nombre oficial", max_length=160, blank=True)
    slug = models.SlugField("dirección", max_length=80, unique=True)
    # Casefolded without accents: databases without ICU put Á and Ñ after Z.
    sort_key = models.CharField(max_length=120, editable=False)
    order = models.PositiveSmallIntegerField("orden de norte a sur", null=True, blank=True)
    population = models.PositiveIntegerField("población", null=True, blank=True)
    population_year = models.PositiveSmallIntegerField("año de la población", null=True, blank=True)
    facts = models.JSONField("otros datos", default=dict)
    neighbours = models.ManyToManyField("self", verbose_name="vecinos", blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "municipio"
        verbose_name_plural = "municipios"
        constraints = [
            models.CheckConstraint(condition=~models.Q(divipola=""), name="municipality_has_code"),
            models.CheckConstraint(condition=~models.Q(name=""), name="municipality_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:municipality", args=[self.slug])

    @property
    def audit_scope(self) -> tuple[str, str]:
        return self.divipola, ""


class BoundarySource(models.Model):
    """Source of the boundaries on the map. At most one row; its drawing has `width` × `height` units."""

    attribution = models.CharField("fuente", max_length=300)
    licence = models.CharField("licencia", max_length=200, blank=True)
    sha256 = models.CharField("huella del archivo", max_length=64)
    loaded_at = models.DateTimeField("cargado")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "fuente de los límites"
        verbose_name_plural = "fuentes de los límites"
        constraints = [
            models.CheckConstraint(condition=~models.Q(attribution=""), name="boundary_source_is_attributed"),
        ]

    def __str__(self) -> str:
        return self.attribution


class Boundary(models.Model):
    """The outline of a municipality: SVG path data and label position, in the units of its source's drawing."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, related_name="boundary")
    source = models.ForeignKey(BoundarySource, models.CASCADE, related_name="boundaries")
    path = models.TextField()
    label_x = models.PositiveSmallIntegerField()
    label_y = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "límite"
        verbose_name_plural = "límites"

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.path[:20]}"
