"""Files that come with a contribution."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cocreation.contributions.choices import LONGEST_REASON, MOST_FILES
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models.contributions import Contribution
from files.models import StoredContent


class AttachmentQuerySet(models.QuerySet):
    def public(self) -> "AttachmentQuerySet":
        """Keep those that anybody may open."""
        return self.filter(
            withheld_at=None, contribution__state__in=PUBLIC, contribution__agenda__published_at__isnull=False
        )


class Attachment(StoredContent):
    """A file that an adult sent with a contribution. Anybody may open it once the contribution is public and while it is not
    withheld.

    `is_card`: facilitation photographed the paper card that a contribution was typed from; it stays withheld for good.
    `personal_data` counts what the scan found, by kind, never the text found: such a file comes in withheld, until a moderator
    who looked at it shows it. `withheld_by`: the moderator who withheld it; none where the scan did.
    """

    FOLDER = "contributions"

    contribution = models.ForeignKey(Contribution, models.CASCADE, verbose_name="aporte", related_name="attachments")
    number = models.PositiveSmallIntegerField("número")
    is_card = models.BooleanField("foto de la tarjeta", default=False)
    personal_data = models.JSONField("datos personales hallados", default=dict)
    added_at = models.DateTimeField("recibido")
    withheld_at = models.DateTimeField("no se muestra desde", null=True, blank=True)
    withheld_reason = models.CharField("por qué no se muestra", max_length=LONGEST_REASON, blank=True)
    withheld_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "archivo de un aporte"
        verbose_name_plural = "archivos de aportes"
        ordering = ["number"]
        constraints = [
            *StoredContent.Meta.constraints,
            models.CheckConstraint(condition=Q(url=None), name="attachment_is_a_file"),
            models.UniqueConstraint(fields=["contribution", "number"], name="attachment_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, MOST_FILES)), name="attachment_number_is_one_of_few"),
            models.CheckConstraint(
                condition=Q(withheld_at=None, withheld_reason="", withheld_by=None)
                | Q(withheld_at__isnull=False, withheld_reason__gt=""),
                name="attachment_withheld_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_card=False) | Q(withheld_at__isnull=False), name="attachment_of_a_card_is_withheld"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution} archivo {self.number}"
