"""What was published of a practice: versions that never change, and their tags for the search."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from advisory.practices.choices import LONGEST_OFFICE, LONGEST_REASON, LONGEST_TAG
from advisory.practices.models.texts import IS_WHOLE, PracticeText


class PracticeVersionQuerySet(models.QuerySet):
    def public(self) -> "PracticeVersionQuerySet":
        """Keep the newest version of each practice that is not withdrawn: what anybody reads."""
        return self.filter(current_of__isnull=False)


class PracticeVersion(PracticeText):
    """What was published, whole, with who reviewed it. Immutable. `searched`: its words, folded, as the search compares them."""

    practice = models.ForeignKey(
        "practices.Practice", models.PROTECT, verbose_name="práctica", related_name="versions"
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("versión")
    change = models.CharField("qué cambió", max_length=LONGEST_REASON, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="quién la revisó", related_name="+"
    )
    reviewed_as = models.CharField("revisada por", max_length=LONGEST_OFFICE)
    reviewed_on = models.DateField("revisada el")
    published_at = models.DateTimeField("publicada")
    searched = models.TextField("palabras que se buscan", editable=False)

    objects = PracticeVersionQuerySet.as_manager()

    class Meta(PracticeText.Meta):
        abstract = False
        verbose_name = "versión de una práctica"
        verbose_name_plural = "versiones de prácticas"
        ordering = ["number"]
        constraints = [
            *PracticeText.Meta.constraints,
            models.UniqueConstraint(fields=["practice", "number"], name="practice_version_once"),
            models.CheckConstraint(condition=IS_WHOLE, name="published_practice_is_whole"),
            models.CheckConstraint(condition=Q(reviewed_as__gt=""), name="published_practice_says_who_reviewed_it"),
            models.CheckConstraint(condition=Q(number=1) | Q(change__gt=""), name="next_version_says_what_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.practice} versión {self.number}"


class PracticeTag(models.Model):
    """One tag of one version: what the search counts and filters by."""

    version = models.ForeignKey(PracticeVersion, models.PROTECT, verbose_name="versión", related_name="tag_rows")
    tag = models.CharField("etiqueta", max_length=LONGEST_TAG)

    class Meta:
        verbose_name = "etiqueta de una práctica"
        verbose_name_plural = "etiquetas de prácticas"
        constraints = [
            models.UniqueConstraint(fields=["version", "tag"], name="practice_tag_once"),
            models.CheckConstraint(condition=~Q(tag=""), name="practice_tag_is_a_word"),
        ]
        indexes = [models.Index(fields=["tag", "version"], name="practices_by_tag")]

    def __str__(self) -> str:
        return self.tag
