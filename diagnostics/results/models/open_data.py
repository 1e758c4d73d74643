"""The open data files that were written of a publication."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from diagnostics.results.models.publications import Publication


def open_data_storage() -> Storage:
    """Return where the files lie; its files are public."""
    return storages["open_data"]


def place_of(publication: Publication, name: str) -> str:
    """Return where a file of a publication lies in the storage."""
    return f"{publication.round.code}/v{publication.version}/{name}"


class OpenDataFile(models.Model):
    """A file that was written whole: no row before its bytes are in their place.

    The publication is frozen; a file is only how it is written down, and is written again when it was lost.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    name = models.CharField("nombre", max_length=80)
    sha256 = models.CharField("huella SHA-256", max_length=64)
    size = models.PositiveIntegerField("tamaño en bytes")

    class Meta:
        verbose_name = "archivo de datos abiertos"
        verbose_name_plural = "archivos de datos abiertos"
        constraints = [
            models.UniqueConstraint(fields=["publication", "name"], name="one_open_file_of_a_name"),
            models.CheckConstraint(condition=Q(size__gt=0), name="open_file_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__gt=""), name="open_file_has_its_hash"),
            models.CheckConstraint(condition=~Q(name__contains="/") & Q(name__gt=""), name="open_file_name_is_no_path"),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.name}"
