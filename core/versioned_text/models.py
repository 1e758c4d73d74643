"""A text and its versions. Any app may keep texts here, under keys of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

KEY_LENGTH, NAME_LENGTH = 80, 200
MOST_OF_A_HEADING, MOST_OF_A_BODY, MOST_OF_A_REASON = 200, 20_000, 500  # characters


class VersionedText(models.Model):
    """A text that has been edited. `version` is the number of its newest version; edits name the version that they saw."""

    key = models.CharField("clave", max_length=KEY_LENGTH, unique=True)
    name = models.CharField("nombre", max_length=NAME_LENGTH)
    version = models.PositiveIntegerField("versión")

    class Meta:
        verbose_name = "texto"
        verbose_name_plural = "textos"
        constraints = [
            models.CheckConstraint(condition=Q(key__gt="", name__gt=""), name="text_names_itself"),
            models.CheckConstraint(condition=Q(version__gte=1), name="text_has_a_version"),
        ]

    def __str__(self) -> str:
        return self.name


class TextVersion(models.Model):
    """One version, immutable. `is_default`: from here on the default of the program holds, whatever a release makes of it."""

    text = models.ForeignKey(VersionedText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("versión")
    heading = models.CharField("título", max_length=MOST_OF_A_HEADING, blank=True)
    body = models.TextField("texto", blank=True)
    is_default = models.BooleanField("texto original", default=False)
    reason = models.CharField("por qué", max_length=MOST_OF_A_REASON)
    at = models.DateTimeField("momento")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="quién", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "versión de un texto"
        verbose_name_plural = "versiones de textos"
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="one_text_version_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="text_versions_count_from_one"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="text_version_says_why"),
            models.CheckConstraint(
                condition=Q(is_default=True, heading="", body="") | Q(is_default=False, body__gt=""),
                name="text_version_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id} v{self.number}"
