"""The audit log, abstract models for rows that are judged or move through a process, and the files of open data."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.process.steps import Process
from core.receipts.models import Receipt
from core.refusals import Stale
from core.task_log.models import TaskRun
from core.trace.models import TraceEvent
from core.versioned_text.models import TextVersion, VersionedText

__all__ = [
    "HAS_REASON", "MAX_REASON", "AuditEntry", "DatasetFile", "DeadlineExtension", "InProcess", "InProcessQuerySet", "Judgement",
    "Receipt", "TaskRun", "TextVersion", "TraceEvent", "Versioned", "VersionedText", "WithDeadlines",
]  # fmt: skip

MAX_REASON = 2000  # characters


class AuditEntry(models.Model):
    """One action: who, when, what, on which object. Never updated or deleted (triggers of migration 0002).

    `place`: DIVIPOLA code of the place concerned; `process`: what the target belongs to, as KIND:CODE (`round:2026-1`).
    Both may be empty; they are text and not foreign keys, since the log outlives the rows it names.
    """

    at = models.DateTimeField("momento")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="quién", null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField("acto", max_length=60)
    target_type = models.CharField("tipo de objeto", max_length=60)
    target_id = models.CharField("objeto", max_length=60)
    reason = models.CharField("razón", max_length=2000, blank=True)
    data = models.JSONField("datos", default=dict)
    place = models.CharField("municipio", max_length=80, blank=True)
    process = models.CharField("proceso", max_length=80, blank=True)

    class Meta:
        verbose_name = "asiento de la bitácora"
        verbose_name_plural = "bitácora"
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"], name="audit_target"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),  # the page of the log
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type} {self.target_id}"

    @classmethod
    def of(cls, target: models.Model) -> models.QuerySet:
        return cls.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).order_by("at", "pk")


class InProcessQuerySet(models.QuerySet):
    def with_context(self) -> "InProcessQuerySet":
        """Select the related rows that `display_name`, deadlines and the audit log read."""
        return self


class InProcess(models.Model):
    """A row whose `state` changes only through `core.process.transitions`.

    A concrete model adds `state` with the choices of its process.
    """

    process: ClassVar[Process]
    state: str

    state_since = models.DateTimeField("en este estado desde", null=True)

    class Meta:
        abstract = True

    @property
    def display_name(self) -> str:
        """The subject of sentences about its state."""
        return str(self)

    @property
    def waits_for(self) -> models.TextChoices | None:
        """The party that must act next, if any."""
        return self.process.waits_for.get(self.process.states(self.state))

    @property
    def over_because(self) -> str:
        """A sentence that says why nothing is written any more, whatever the state; "" while it may be."""
        return ""

    def refresh_over(self) -> None:
        """Read again what `over_because` depends on; called once the row is locked."""

    def set_moved(self, at: datetime) -> list[str]:
        """Hook of a transition: set further fields and return their names."""
        return []


class WithDeadlines(InProcess):
    """A row whose process has terms. `due_on`: last day of the current state, null without a deadline.

    `days_left`: working days that a state still had when its clock stopped. To allow extensions, define a model of
    DeadlineExtension with a foreign key to the row and related name `extensions`.
    """

    due_on = models.DateField("vence", null=True)
    days_left = models.PositiveSmallIntegerField("días hábiles que le quedaban", null=True)

    class Meta:
        abstract = True

    @property
    def takes_extensions(self) -> bool:
        return hasattr(self, "extensions")

    @property
    def opens_on(self) -> date | None:
        """The first day on which its state accepts changes; None: from the transition on."""
        return None

    @property
    def opened_with(self) -> str:
        """What opens on `opens_on`, as the subject of a sentence."""
        return str(self)

    @property
    def days_off(self) -> frozenset[date]:
        """Days that do not count for its deadlines, besides weekends and public holidays."""
        return frozenset()

    def term_of(self, state: str) -> int | None:
        """Return the working days of a state; None without a term."""
        return self.process.terms.get(self.process.states(state))

    def own_due_on(self, state: str) -> date | None:
        """Return the last day of a state of `process.own_terms`."""
        return None

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and today > self.due_on

    def is_open_on(self, today: date) -> bool:
        has_begun = self.opens_on is None or today >= self.opens_on
        return has_begun and not self.is_overdue(today) and not self.over_because


class DeadlineExtension(models.Model):
    """A later deadline for one state of a row, with its reason. Immutable. A concrete model adds the foreign key."""

    state = models.CharField("estado", max_length=20)
    due_before = models.DateField("vencía")
    due_on = models.DateField("vence")
    reason = models.CharField("razón", max_length=500)
    granted_at = models.DateTimeField("concedida")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        verbose_name = "prórroga"
        verbose_name_plural = "prórrogas"
        ordering = ["granted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__gt=""), name="%(app_label)s_%(class)s_says_why"),
            models.CheckConstraint(condition=Q(due_on__gt=F("due_before")), name="%(app_label)s_%(class)s_gives_time"),
        ]


class Versioned(models.Model):
    """A row that several people write: `version` grows with each write, and each write names the version that was seen."""

    version = models.PositiveIntegerField("versión", default=1)

    class Meta:
        abstract = True

    def require_seen(self, version: int, sentence: str) -> None:
        """Refuse Stale with the sentence unless that version is current."""
        if self.version != version:
            raise Stale(sentence)


class Judgement(models.Model):
    """A reviewer's finding about an answer or evidence, with a reason that its authors can read."""

    reason_code = models.CharField("razón", max_length=10, blank=True)
    reason = models.CharField("en una frase", max_length=MAX_REASON, blank=True)

    class Meta:
        abstract = True


HAS_REASON = Q(reason_code__gt="", reason__gt="")


class DatasetFile(models.Model):
    """A file of open data. The row is written after the complete file is in the storage.

    The publisher freezes the content; a lost file is generated again from it.
    """

    dataset = models.CharField("conjunto de datos", max_length=80)
    version = models.PositiveSmallIntegerField("versión")
    name = models.CharField("nombre", max_length=80)
    format = models.PositiveSmallIntegerField("formato")  # core.datasets.fields.FORMATS
    sha256 = models.CharField("huella SHA-256", max_length=64)
    size = models.PositiveIntegerField("tamaño en bytes")

    class Meta:
        verbose_name = "archivo de datos abiertos"
        verbose_name_plural = "archivos de datos abiertos"
        constraints = [
            models.UniqueConstraint(fields=["dataset", "version", "name"], name="one_open_file_of_a_name"),
            models.CheckConstraint(condition=Q(size__gt=0), name="open_file_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__gt=""), name="open_file_has_its_hash"),
            models.CheckConstraint(
                condition=Q(dataset__gt="", name__gt="") & ~Q(dataset__contains="/") & ~Q(name__contains="/"),
                name="open_file_name_is_no_path",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} v{self.version}, {self.name}"


class SetAsideQuerySet(models.QuerySet):
    def of(self, user, kind: str) -> "SetAsideQuerySet":
        return self.filter(owner=user, kind=kind)


class SetAside(models.Model):
    """Something that waits for one person between two of their requests: theirs alone, encrypted, for a day at most.

    `content`: ciphertext of JSON.
    """

    key = models.CharField("clave", max_length=32, unique=True)
    kind = models.CharField("clase", max_length=20)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="de quién", on_delete=models.CASCADE, related_name="+"
    )
    content = models.TextField("contenido")
    kept_at = models.DateTimeField("guardado", db_index=True)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = "asunto apartado"
        verbose_name_plural = "asuntos apartados"

    def __str__(self) -> str:
        return f"{self.kind} {self.owner_id} {self.kept_at:%Y-%m-%d %H:%M}"
