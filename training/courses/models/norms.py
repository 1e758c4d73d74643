"""Norms that lessons, quizzes and the instrument cite. An article is printed only where its certainty is high."""

from django.db import models
from django.db.models import Q

from training.courses.choices import Certainty, NormStatus


class Norm(models.Model):
    """A row of data/norms.yaml. `cited_as`: how texts and the instrument name it, besides its name."""

    code = models.CharField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=300)
    checked_on = models.DateField("comprobada el")
    status = models.CharField("estado", max_length=12, choices=NormStatus)
    note = models.CharField("nota", max_length=500, blank=True)
    cited_as = models.JSONField("se cita como", default=list)
    position = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "norma"
        verbose_name_plural = "normas"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__gt="", name__gt=""), name="norm_has_code_and_name"),
            models.CheckConstraint(condition=Q(status__in=NormStatus.values), name="norm_status_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class NormArticle(models.Model):
    """`number`: «9», «2.1.1.2.2.2», «48-59» for a range that may be named whole, «Anexo 2»."""

    norm = models.ForeignKey(Norm, models.CASCADE, verbose_name="norma", related_name="articles")
    number = models.CharField("artículo", max_length=40)
    certainty = models.CharField("certeza", max_length=5, choices=Certainty)

    class Meta:
        verbose_name = "artículo de una norma"
        verbose_name_plural = "artículos de normas"
        constraints = [
            models.UniqueConstraint(fields=["norm", "number"], name="one_article_of_a_number"),
            models.CheckConstraint(condition=Q(certainty__in=Certainty.values), name="article_certainty_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.norm_id} art. {self.number}"
