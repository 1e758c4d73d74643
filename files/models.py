"""Abstract bases of the tables of evidence, shared by apps, and files whose row was deleted."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from files.choices import BROKEN_AFTER, ProofState, ReserveGround, Visibility

CHECK_EVERY, CHECK_AGAIN = timedelta(days=7), timedelta(hours=20)
CLAIM_LASTS = timedelta(hours=6)  # a claimed check without a report is claimed again after this


def private_storage():
    """Files served only by views that check permissions."""
    return storages["private"]


def random_name(row: "StoredContent", filename: str) -> str:
    """Return the storage name: in the folder of the model, unguessable, with nothing of the original name."""
    name = uuid4().hex
    return f"{row.FOLDER}/{name[:2]}/{name}"


class StoredContent(models.Model):
    """A link, or a file with its SHA-256 and detected type.

    A model that inherits it names the folder of its files in the private storage (`FOLDER`) and is registered with
    `files.queries.register`: files in those folders that no registered model names are deleted.
    """

    FOLDER: ClassVar[str]

    url = models.URLField("dirección", max_length=1000, null=True, blank=True)
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

    @property
    def content(self) -> dict[str, Any]:
        """The values of the link or file by field, to copy them to another row."""
        return {field.name: getattr(self, field.name) for field in StoredContent._meta.fields}


STORAGE = StoredContent._meta.get_field("file").storage  # one for all models, also used by the views that serve files


class Reservable(models.Model):
    """Public unless reserved, with a legal ground and a reason."""

    visibility = models.CharField("quién la ve", max_length=14, choices=Visibility, default=Visibility.PUBLIC)
    reserve_ground = models.CharField("por qué no es pública", max_length=10, choices=ReserveGround, blank=True)
    reserve_reason = models.CharField("razón de la reserva", max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility=Visibility.PUBLIC, reserve_ground="", reserve_reason="")
                | Q(visibility=Visibility.REVIEWERS_ONLY, reserve_ground__in=ReserveGround.values, reserve_reason__gt=""),
                name="reserved_%(class)s_says_why",
            )
        ]  # fmt: skip

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


class LinkCheckedQuerySet(models.QuerySet):
    def alive(self) -> "LinkCheckedQuerySet":
        """Keep the rows whose links are still in use; models override it."""
        return self

    def due_for_check(self, at: datetime) -> "LinkCheckedQuerySet":
        """Keep unclaimed links not checked within CHECK_EVERY, or CHECK_AGAIN while they fail."""
        old = Q(checked_at=None) | Q(checked_at__lt=at - CHECK_EVERY)
        failing = Q(check_failures__gt=0, checked_at__lt=at - CHECK_AGAIN)
        free = Q(check_claimed_at=None) | Q(check_claimed_at__lt=at - CLAIM_LASTS)
        return self.alive().filter(old | failing, free, url__isnull=False)


class LinkChecked(models.Model):
    """A row with a link (`url`, nullable) that is checked periodically.

    A model that inherits it is registered with `files.actions.link_checks.register`. `check_claimed_at`: when a check was last
    claimed; `checked_at`: when one was last reported; `check_failures`: consecutive failures.
    """

    checked_at = models.DateTimeField("dirección revisada", null=True)
    check_claimed_at = models.DateTimeField("revisión encargada", null=True)
    check_failures = models.PositiveSmallIntegerField("fallos seguidos de la dirección", default=0)
    check_result = models.CharField("resultado de la última revisión", max_length=200, blank=True)

    objects = LinkCheckedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_broken(self) -> bool:
        return self.check_failures >= BROKEN_AFTER

    def reset_checks(self) -> None:
        self.checked_at, self.check_failures, self.check_result = None, 0, ""


class ProofUse(models.Model):
    """The use of a piece of evidence: where in it to look, and what the review found of it there."""

    place = models.CharField("página o celda", max_length=200, blank=True)
    state = models.CharField("estado", max_length=22, choices=ProofState, default=ProofState.PENDING)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProofState.values), name="%(class)s_state_is_known")
        ]  # fmt: skip


class DeletedFile(models.Model):
    """A file kept for a while after its row was deleted, since yesterday's backup may still need it."""

    name = models.CharField("archivo", max_length=100, unique=True)
    deleted_at = models.DateTimeField("borrado")

    class Meta:
        verbose_name = "archivo borrado"
        verbose_name_plural = "archivos borrados"
        constraints = [models.CheckConstraint(condition=Q(name__gt=""), name="deleted_file_has_a_name")]

    def __str__(self) -> str:
        return self.name
