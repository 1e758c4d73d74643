"""Evidence of follow-up: links and files behind a measurement, a milestone or news of a commitment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from files.models import LinkChecked, LinkCheckedQuerySet, Reservable, StoredContent
from followup.evidence.choices import LONGEST_OFFICE, LONGEST_REASON, LONGEST_TITLE


class EvidenceQuerySet(LinkCheckedQuerySet):
    def alive(self) -> "EvidenceQuerySet":
        """Keep those that the public reads."""
        return self.public()

    def public(self) -> "EvidenceQuerySet":
        return self.published().filter(withheld_at=None)

    def published(self) -> "EvidenceQuerySet":
        """Keep those of which the public reads at least why they are withheld."""
        return self.filter(published_at__isnull=False, visibility="public")


class FollowupEvidence(StoredContent, Reservable, LinkChecked):
    """What it proves names it, not the other way round. Its content never changes: other evidence takes its place.

    `municipality`: whose it is; None for the metropolitan area. `published_at`: since when something public rests on it.
    `personal_data` counts what the scan found, never the text found; `declared_clean_at`: a person says that it holds none.
    `withheld_at`: when personal data were found in it later; `withheld_reason` is public, the evidence and its name are not.
    """

    FOLDER = "followup"

    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, verbose_name="municipio", null=True, blank=True, related_name="+"
    )
    title = models.CharField("título", max_length=LONGEST_TITLE, blank=True)
    personal_data = models.JSONField("datos personales hallados", default=dict)
    declared_clean_at = models.DateTimeField("declarada sin datos personales", null=True, blank=True)
    withheld_at = models.DateTimeField("oculta por datos personales", null=True, blank=True)
    withheld_reason = models.CharField("por qué se ocultó", max_length=LONGEST_REASON, blank=True)
    published_at = models.DateTimeField("pública desde", null=True, blank=True)
    office = models.CharField("quién la puso", max_length=LONGEST_OFFICE, blank=True)
    added_at = models.DateTimeField("agregada")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "evidencia del seguimiento"
        verbose_name_plural = "evidencias del seguimiento"
        ordering = ["added_at", "pk"]
        constraints = [
            *StoredContent.Meta.constraints,
            *Reservable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(withheld_at=None, withheld_reason="")
                | Q(withheld_at__isnull=False, withheld_reason__gt=""),
                name="withheld_evidence_says_why",
            ),
        ]
        indexes = [models.Index(fields=["file"], name="followup_evidence_file", condition=Q(file__gt=""))]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title or self.file_name or self.url or ""

    @property
    def is_flagged(self) -> bool:
        """A public file in which personal data were found, and nobody has said that they are none."""
        return bool(self.personal_data) and self.is_public and self.declared_clean_at is None

    @property
    def opens_to_everybody(self) -> bool:
        return self.is_published and self.withheld_at is None and not self.is_flagged

    @property
    def is_published(self) -> bool:
        """Something public rests on it; what it holds may be withheld all the same."""
        return self.published_at is not None and self.is_public
