"""The files that rows name, the files that the disk has, and where the two differ."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings

from core.stored_files import HALF_KEPT, StoredFile, fingerprint, listed
from diagnostics.assessments.choices import FileFault
from diagnostics.assessments.models import DeletedFile, Evidence, EvidenceRevision

NAMING = (Evidence, EvidenceRevision)  # every model whose rows name private files
FOLDER = "evidence"  # where random_name puts all of them
STORAGE = Evidence._meta.get_field("file").storage  # the one through which views hand files out
AT_ONCE = 500  # names in one query


@dataclass(frozen=True)
class NamedFile:
    """A file as rows know it."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class FileOnDisk:
    """A file that lies there. `since`: when it was written or, later, when the row that named it was deleted."""

    name: str
    since: datetime
    is_named: bool
    was_deleted: bool
    is_half: bool

    def is_over(self, at: datetime) -> bool:
        """Tell whether no row names it and the days for which such a file is kept are over."""
        kept = HALF_KEPT if self.is_half else timedelta(days=settings.DELETED_FILES_KEPT_DAYS)
        return not self.is_named and self.since < at - kept


def named_files(after: str = "") -> Iterator[NamedFile]:
    """Yield every file that a row names, in the order of names, those up to `after` left out. One query, read in pieces."""
    parts = [
        model.objects.filter(file__gt=after).order_by().values_list("file", "sha256", "size") for model in NAMING
    ]  # fmt: skip
    for name, sha256, size in parts[0].union(*parts[1:]).order_by("file").iterator(chunk_size=AT_ONCE):
        yield NamedFile(name, sha256, size)


def fault_of(file: NamedFile) -> FileFault | None:
    """Return what is wrong with a file, None when it is as its row says. Reads it in pieces."""
    try:
        found = fingerprint(STORAGE, file.name)
    except (FileNotFoundError, NotADirectoryError):
        return FileFault.MISSING
    except OSError:
        return FileFault.UNREADABLE
    return None if found == (file.sha256, file.size) else FileFault.OTHER_CONTENT


def files_on_disk() -> Iterator[FileOnDisk]:
    """Yield every file of evidence that lies there. A query for each model and each AT_ONCE files."""
    for batch in batches(listed(STORAGE, FOLDER)):
        names = [file.name for file in batch]
        named = names_in_use(names)
        deleted = dict(DeletedFile.objects.filter(name__in=names).values_list("name", "deleted_at"))
        for file in batch:
            since = max(file.modified_at, deleted.get(file.name, file.modified_at))
            yield FileOnDisk(file.name, since, file.name in named, file.name in deleted, file.is_half)


def names_in_use(names: Collection[str]) -> set[str]:
    """Return those of the names that some row names."""
    return {name for model in NAMING for name in model.objects.filter(file__in=names).values_list("file", flat=True)}


def owners_of(names: Collection[str]) -> dict[str, list[str]]:
    """Return for each name, in words, the evidence that consists of that file now, or did before it was replaced."""
    found: dict[str, list[str]] = {}
    place = ["assessment__municipality__name", "assessment__round__name", "pk", "title", "file_name"]
    now = Evidence.objects.filter(file__in=names).order_by("pk").values_list("file", *place)
    for name, municipality, round, key, title, shown in now:
        found.setdefault(name, []).append(f"{municipality}, {round}: «{title or shown}» (evidencia {key})")
    before = EvidenceRevision.objects.filter(file__in=names).order_by("pk")
    paths = [*(f"evidence__{path}" for path in place), "file_name", "number"]
    for name, municipality, round, key, title, _, shown, number in before.values_list("file", *paths):
        words = f"{municipality}, {round}: «{title or shown}» (evidencia {key}, revisión anterior {number})"
        found.setdefault(name, []).append(words)
    return found


def batches(files: Iterable[StoredFile]) -> Iterator[list[StoredFile]]:
    """Cut what is listed into lists of AT_ONCE."""
    rest = iter(files)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
