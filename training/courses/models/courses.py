"""Courses and their versions.

The content of a version is one JSON document, as an edition's is: the source of the hash, and what pages read. A version that
was published never changes (triggers of migration 0001): certificates name it.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from training.courses.choices import LARGEST_FILE, LONGEST_TITLE
from training.grading import document


class Course(models.Model):
    """A course by its code; what it holds stands in its versions."""

    code = models.CharField("código", max_length=20, unique=True)

    class Meta:
        verbose_name = "curso"
        verbose_name_plural = "cursos"
        constraints = [models.CheckConstraint(condition=Q(code__gt=""), name="course_has_a_code")]

    def __str__(self) -> str:
        return self.code


class CourseVersionQuerySet(models.QuerySet):
    def light(self) -> "CourseVersionQuerySet":
        """Leave the document in the database; `parsed` fetches it once per process."""
        return self.defer("content")

    def published(self) -> "CourseVersionQuerySet":
        return self.filter(published_at__isnull=False)

    def current(self) -> "CourseVersionQuerySet":
        """Keep the newest published version of each course."""
        newer = CourseVersion.objects.filter(
            course=models.OuterRef("course"), published_at__gt=models.OuterRef("published_at")
        )
        return self.published().filter(~models.Exists(newer))


class CourseVersion(models.Model):
    """One version: it may be loaded again until it is published.

    `reviewed_by`, `reviewed_on`: the expert who read it; without them its pages carry «Borrador: sin revisión de una persona
    experta». They are entered after publication too, once.
    """

    course = models.ForeignKey(Course, models.PROTECT, verbose_name="curso", related_name="versions")
    version = models.CharField("versión", max_length=14)
    title = models.CharField("título", max_length=LONGEST_TITLE)
    hours = models.PositiveSmallIntegerField("horas")
    content = models.JSONField("contenido")
    content_sha256 = models.CharField("huella del contenido", max_length=64)
    is_demonstration = models.BooleanField("de demostración", default=False)
    loaded_at = models.DateTimeField("cargado")
    published_at = models.DateTimeField("publicado", null=True, blank=True)
    reviewed_by = models.CharField("revisado por", max_length=200, blank=True)
    reviewed_on = models.DateField("revisado el", null=True, blank=True)

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versión de un curso"
        verbose_name_plural = "versiones de cursos"
        constraints = [
            models.UniqueConstraint(fields=["course", "version"], name="one_course_version"),
            models.CheckConstraint(condition=Q(title__gt="", hours__gte=1), name="course_version_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(reviewed_by="", reviewed_on=None) | Q(reviewed_by__gt="", reviewed_on__isnull=False),
                name="course_review_has_name_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("training:course", args=[self.course.code])

    @property
    def order(self) -> tuple[int, ...]:
        """The version as numbers, so that 1.10.0 comes after 1.9.0."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def is_parsed(self) -> bool:
        """Whether this process has `parsed` without reading the document."""
        return self.content_sha256 in _PARSED

    @property
    def parsed(self) -> document.Course:
        """The course as pages and grading use it; parsed once per process and content."""
        if self.content_sha256 not in _PARSED:
            if len(_PARSED) > 32:
                _PARSED.clear()
            _PARSED[self.content_sha256] = document.parse(self.content)
        return _PARSED[self.content_sha256]


# Keyed by content hash, so an entry can never be stale.
_PARSED: dict[str, document.Course] = {}


class CourseFile(models.Model):
    """A file of a version: the template of an assignment, an image. `name`: its path within the course's folder.

    Its bytes stand in the database, so that a version is written whole or not at all (docs/decisions/0043).
    """

    version = models.ForeignKey(CourseVersion, models.CASCADE, verbose_name="versión", related_name="files")
    name = models.CharField("nombre", max_length=200)
    sha256 = models.CharField("huella SHA-256", max_length=64)
    content = models.BinaryField("contenido")

    class Meta:
        verbose_name = "archivo de un curso"
        verbose_name_plural = "archivos de cursos"
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="one_course_file_of_a_name"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("content"), LARGEST_FILE), name="course_file_is_small"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.name}"


class Route(models.Model):
    """Courses that somebody with a certain job takes, in order. `courses`: their codes."""

    code = models.SlugField("código", max_length=40, unique=True)
    title = models.CharField("título", max_length=LONGEST_TITLE)
    audience = models.CharField("para quién", max_length=300, blank=True)
    courses = models.JSONField("cursos", default=list)
    position = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        verbose_name = "ruta"
        verbose_name_plural = "rutas"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title
