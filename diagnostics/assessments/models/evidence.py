"""Evidence: links and files, the answers that use them, and their earlier contents."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.models import Versioned
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models.answers import Answer
from diagnostics.assessments.models.rounds import Assessment, Round
from files.models import LinkChecked, LinkCheckedQuerySet, ProofUse, Reservable, StoredContent


def is_flagged(found: Mapping[str, int] | None, *, is_public: bool, declared_clean_at: datetime | None) -> bool:
    """The scan found personal data in a file, and nobody has hidden it or declared that it holds none."""
    return bool(found) and is_public and declared_clean_at is None


class EvidenceQuerySet(LinkCheckedQuerySet):
    def visible_to(self, user) -> "EvidenceQuerySet":
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def alive(self) -> "EvidenceQuerySet":
        """Keep what an answer uses in an open round, or in the last published one."""
        last = Round.objects.published().newest_first().values("pk")[:1]
        rounds = Q(assessment__round__status=RoundStatus.OPEN) | Q(assessment__round__in=last)
        return self.filter(rounds, Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"))))

    def expired(self, today: date) -> "EvidenceQuerySet":
        """Keep those past their expiry date and not notified yet."""
        is_new = Q(expiry_noted=None) | ~Q(expiry_noted=F("expires_on"))
        return self.alive().filter(is_new, expires_on__lt=today)


class Evidence(StoredContent, Reservable, LinkChecked, Versioned):
    """A proof of one municipality in one round, for any number of its answers.

    `period_*` is the time it is about, not when it was added. `personal_data` counts what the scan found, by kind
    ({"cedula": 2}), never the text found; `declared_clean_*` is the statement of a person that it holds none, about this
    content. `expiry_noted`: the expiry date that was notified. `revision` grows when
    the content is replaced; the old content stays as an EvidenceRevision. `withheld_at`: when the review found
    personal data in it; from then on only its municipality can open it, until it is replaced.
    """

    FOLDER = "evidence"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField("título", max_length=200, blank=True)
    period_from = models.DateField("trata desde", null=True, blank=True)
    period_to = models.DateField("trata hasta", null=True, blank=True)
    personal_data = models.JSONField("datos personales hallados", default=dict)
    declared_clean_at = models.DateTimeField("declarada sin datos personales", null=True)
    declared_clean_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_on = models.DateField("vence", null=True, blank=True)
    expiry_noted = models.DateField("vencimiento avisado", null=True)
    withheld_at = models.DateTimeField("oculta por datos personales", null=True)
    revision = models.PositiveSmallIntegerField("revisión", default=1)
    added_at = models.DateTimeField("agregada")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        constraints = [
            *StoredContent.Meta.constraints,
            *Reservable.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "url"], name="one_evidence_per_link"),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="evidence_period_runs_forwards",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title or self.file_name or self.url or ""

    @property
    def is_flagged(self) -> bool:
        return is_flagged(self.personal_data, is_public=self.is_public, declared_clean_at=self.declared_clean_at)

    @property
    def opens_to_everybody(self) -> bool:
        """Anybody may open the file once it is published as an accepted proof."""
        return self.is_file and self.is_public and self.withheld_at is None and not self.is_flagged


class EvidenceRevision(StoredContent):
    """An earlier content of evidence; never changed or deleted.

    `personal_data`: what the scan found in it; null if it was replaced before that was kept.
    """

    FOLDER = Evidence.FOLDER

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("revisión")
    reason = models.CharField("por qué se cambió", max_length=300)
    was_withheld = models.BooleanField("estaba oculta por datos personales", default=False)
    personal_data = models.JSONField("datos personales hallados", null=True)
    replaced_at = models.DateTimeField("cambiada")
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "revisión anterior de una evidencia"
        verbose_name_plural = "revisiones anteriores de evidencias"
        ordering = ["-number"]
        constraints = [
            *StoredContent.Meta.constraints,
            models.UniqueConstraint(fields=["evidence", "number"], name="one_content_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}, revisión {self.number}"


class EvidenceUse(ProofUse):
    """The use of evidence by an answer. On a multiple, `option` is the option it proves ("" = all marked).

    `state` is the verdict on it in the answer's layer.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    option = models.CharField("opción", max_length=40, blank=True)

    class Meta:
        verbose_name = "uso de evidencia"
        verbose_name_plural = "usos de evidencia"
        constraints = [
            models.UniqueConstraint(fields=["answer", "evidence", "option"], name="evidence_used_once"),
            *ProofUse.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.answer}"
