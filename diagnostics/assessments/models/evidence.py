"""Evidence: links and files, what answers rest on them, and what stood there before."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.models import Versioned
from diagnostics.assessments.choices import ProofState, ReserveGround, RoundStatus, Visibility
from diagnostics.assessments.models.answers import Answer
from diagnostics.assessments.models.rounds import Assessment, Round

CHECK_EVERY, CHECK_AGAIN = timedelta(days=7), timedelta(hours=20)
CLAIM_LASTS = timedelta(hours=6)  # a check that was given out and never told of is given out again


def private_storage():
    """Files that only permission-checked views hand out."""
    return storages["private"]


def random_name(instance: models.Model, filename: str) -> str:
    """Return where a file is kept: nothing of its name, nothing that can be guessed."""
    name = uuid4().hex
    return f"evidence/{name[:2]}/{name}"


class Content(models.Model):
    """What a proof consists of: a link, or a file with its SHA-256 and the type its bytes have."""

    url = models.URLField("enlace", max_length=1000, null=True, blank=True)
    file = models.FileField("archivo", storage=private_storage, upload_to=random_name, max_length=100, blank=True)
    file_name = models.CharField("nombre del archivo", max_length=200, blank=True)
    media_type = models.CharField("tipo", max_length=100, blank=True)
    size = models.PositiveIntegerField("tamaño en bytes", null=True)
    sha256 = models.CharField("huella SHA-256", max_length=64, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(url__regex=r"^https?://", file="")
                | Q(
                    url=None,
                    file__gt="",
                    file_name__gt="",
                    media_type__gt="",
                    sha256__regex=r"^[0-9a-f]{64}$",
                    size__gt=0,
                ),
                name="%(class)s_is_a_link_or_a_file",
            )
        ]

    @property
    def is_file(self) -> bool:
        return bool(self.file)


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvidenceQuerySet":
        """Keep the evidence of assessments whose unpublished contents this person may see."""
        return self.filter(assessment__in=Assessment.objects.visible_to(user))

    def alive(self) -> "EvidenceQuerySet":
        """Keep what an answer uses in a round that is open, or in the one published last."""
        last = Round.objects.published().newest_first().values("pk")[:1]
        rounds = Q(assessment__round__status=RoundStatus.OPEN) | Q(assessment__round__in=last)
        return self.filter(rounds, Exists(EvidenceUse.objects.filter(evidence=OuterRef("pk"))))

    def due_for_check(self, at: datetime) -> "EvidenceQuerySet":
        """Keep the links that were not opened for a week, or for a day while they fail."""
        old = Q(checked_at=None) | Q(checked_at__lt=at - CHECK_EVERY)
        failing = Q(check_failures__gt=0, checked_at__lt=at - CHECK_AGAIN)
        free = Q(check_claimed_at=None) | Q(check_claimed_at__lt=at - CLAIM_LASTS)
        return self.alive().filter(old | failing, free, url__isnull=False)

    def expired(self, today: date) -> "EvidenceQuerySet":
        """Keep those whose date is over and was not noted yet."""
        is_new = Q(expiry_noted=None) | ~Q(expiry_noted=F("expires_on"))
        return self.alive().filter(is_new, expires_on__lt=today)


class Evidence(Content, Versioned):
    """A proof of one municipality in one round, for as many answers as it serves.

    `period_*` is the time it is about, not when it was added. `personal_data` counts what the scan found, by kind
    ({"cedula": 2}), never the finds. `expiry_noted`: the date of expiry that people were told of. `check_claimed_at`: when
    a check of the link was last given out; `checked_at`: when one was told of; `check_failures`: failed ones in a row.
    `revision` grows when the content is replaced; what stood there stays as an EvidenceRevision. `withheld_at`: when the
    review found personal data in it; from then on only its municipality opens it, until it is replaced.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField("título", max_length=200, blank=True)
    period_from = models.DateField("trata desde", null=True, blank=True)
    period_to = models.DateField("trata hasta", null=True, blank=True)
    visibility = models.CharField("quién la ve", max_length=14, choices=Visibility, default=Visibility.PUBLIC)
    reserve_ground = models.CharField("por qué no es pública", max_length=10, choices=ReserveGround, blank=True)
    reserve_reason = models.CharField("razón de la reserva", max_length=500, blank=True)
    personal_data = models.JSONField("datos personales hallados", default=dict)
    expires_on = models.DateField("vence", null=True, blank=True)
    expiry_noted = models.DateField("vencimiento avisado", null=True)
    checked_at = models.DateTimeField("enlace revisado", null=True)
    check_claimed_at = models.DateTimeField("revisión encargada", null=True)
    check_failures = models.PositiveSmallIntegerField("fallos seguidos del enlace", default=0)
    check_result = models.CharField("resultado de la última revisión", max_length=200, blank=True)
    withheld_at = models.DateTimeField("oculta por datos personales", null=True)
    revision = models.PositiveSmallIntegerField("revisión", default=1)
    added_at = models.DateTimeField("agregada")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "url"], name="one_evidence_per_link"),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PUBLIC, reserve_ground="", reserve_reason="")
                | Q(visibility=Visibility.REVIEWERS_ONLY, reserve_ground__in=ReserveGround.values, reserve_reason__gt=""),
                name="reserved_evidence_says_why",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="evidence_period_runs_forwards",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call it: its title, else its file's name or its address."""
        return self.title or self.file_name or self.url or ""

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


class EvidenceRevision(Content):
    """What an evidence consisted of until it was replaced. Never changed, never removed."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("revisión")
    reason = models.CharField("por qué se cambió", max_length=300)
    was_withheld = models.BooleanField("estaba oculta por datos personales", default=False)
    replaced_at = models.DateTimeField("cambiada")
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "revisión anterior de una evidencia"
        verbose_name_plural = "revisiones anteriores de evidencias"
        ordering = ["-number"]
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(fields=["evidence", "number"], name="one_content_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}, revisión {self.number}"


class EvidenceUse(models.Model):
    """That an answer rests on an evidence, and where to look in it.

    On a multiple, `option` says which option it proves ("" = all marked). `state` is what that layer's makers found of it.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="evidence_uses")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    option = models.CharField("opción", max_length=40, blank=True)
    place = models.CharField("página o celda", max_length=200, blank=True)
    state = models.CharField("estado", max_length=22, choices=ProofState, default=ProofState.PENDING)

    class Meta:
        verbose_name = "uso de evidencia"
        verbose_name_plural = "usos de evidencia"
        constraints = [
            models.UniqueConstraint(fields=["answer", "evidence", "option"], name="evidence_used_once"),
            models.CheckConstraint(condition=Q(state__in=ProofState.values), name="evidence_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.answer}"


class DeletedFile(models.Model):
    """A file that stays for a while after the row that named it was deleted: a backup of yesterday may still need it."""

    name = models.CharField("archivo", max_length=100, unique=True)
    deleted_at = models.DateTimeField("borrado")

    class Meta:
        verbose_name = "archivo borrado"
        verbose_name_plural = "archivos borrados"
        constraints = [models.CheckConstraint(condition=Q(name__gt=""), name="deleted_file_has_a_name")]

    def __str__(self) -> str:
        return self.name
