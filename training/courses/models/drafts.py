"""Courses being written in the browser: any state of the document is accepted; only a sound one becomes a version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from core.models import Versioned
from training.courses.choices import LARGEST_FILE, LONGEST_TITLE
from training.courses.models.courses import CourseVersion


class CourseDraft(Versioned):
    """`files`: the texts of the course's folder by their path, as people write them: course.md, 1-modulo/module.md, …

    `base`: the version that it began as. `published`: what it became. Templates and images are rows of their own.
    """

    title = models.CharField("título", max_length=LONGEST_TITLE)
    base = models.ForeignKey(CourseVersion, models.PROTECT, null=True, blank=True, related_name="+")
    files = models.JSONField("textos", default=dict)
    changed_at = models.DateTimeField("cambiado")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published = models.ForeignKey(CourseVersion, models.PROTECT, null=True, blank=True, related_name="drafts")
    discarded_at = models.DateTimeField("descartado", null=True, blank=True)

    class Meta:
        verbose_name = "borrador de un curso"
        verbose_name_plural = "borradores de cursos"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published=None) | Q(discarded_at=None), name="published_course_draft_is_kept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("courses:draft-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.published_id is None and self.discarded_at is None


class DraftFile(models.Model):
    """A file of a draft that is no text of the course: the template of an assignment, an image."""

    draft = models.ForeignKey(CourseDraft, models.CASCADE, verbose_name="borrador", related_name="other_files")
    name = models.CharField("nombre", max_length=200)
    content = models.BinaryField("contenido")

    class Meta:
        verbose_name = "archivo de un borrador"
        verbose_name_plural = "archivos de borradores"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "name"], name="one_draft_file_of_a_name"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("content"), LARGEST_FILE), name="draft_file_is_small"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.name}"
