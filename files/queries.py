"""The files that rows name, the files on the disk, and their differences."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TypeVar

from django.conf import settings

from core.slots import Slot
from core.stored_files import HALF_KEPT, fingerprint, listed
from files.choices import FileFault
from files.models import STORAGE, DeletedFile, StoredContent

AT_ONCE = 500  # names per query
Item = TypeVar("Item")


@dataclass(frozen=True)
class FileSource:
    """A model whose rows name private files. `owners`: file names → pairs (name, description of what holds it)."""

    model: type[StoredContent]
    owners: Callable[[Collection[str]], Iterable[tuple[str, str]]]


# Both are filled in AppConfig.ready of the apps above.
SOURCES: list[FileSource] = []
on_damaged_files = Slot()  # (at=…): notify people that the check found files missing or damaged


def register(*sources: FileSource) -> None:
    SOURCES.extend(sources)


@dataclass(frozen=True)
class NamedFile:
    """A file as its row describes it."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class FileOnDisk:
    """A file on the disk. `since`: the later of its modification and the deletion of its row."""

    name: str
    since: datetime
    is_named: bool
    was_deleted: bool
    is_half: bool

    def is_over(self, at: datetime) -> bool:
        kept = HALF_KEPT if self.is_half else timedelta(days=settings.DELETED_FILES_KEPT_DAYS)
        return not self.is_named and self.since < at - kept


def named_files(after: str = "") -> Iterator[NamedFile]:
    """Yield every file that a row names, sorted by name, starting after `after`. One query, read in chunks."""
    parts = [
        source.model.objects.filter(file__gt=after).order_by().values_list("file", "sha256", "size")
        for source in SOURCES
    ]
    for name, sha256, size in parts[0].union(*parts[1:]).order_by("file").iterator(chunk_size=AT_ONCE):
        yield NamedFile(name, sha256, size)


def fault_of(file: NamedFile) -> FileFault | None:
    """Return the fault of a file, None if it matches its row. Reads it in chunks."""
    try:
        found = fingerprint(STORAGE, file.name)
    except (FileNotFoundError, NotADirectoryError):
        return FileFault.MISSING
    except OSError:
        return FileFault.UNREADABLE
    return None if found == (file.sha256, file.size) else FileFault.OTHER_CONTENT


def files_on_disk() -> Iterator[FileOnDisk]:
    """Yield every file in the folders of the sources. Per AT_ONCE files: one query per source and one more."""
    folders = sorted({source.model.FOLDER for source in SOURCES})
    for batch in batches(chain.from_iterable(listed(STORAGE, folder) for folder in folders)):
        names = [file.name for file in batch]
        named = names_in_use(names)
        deleted = dict(DeletedFile.objects.filter(name__in=names).values_list("name", "deleted_at"))
        for file in batch:
            since = max(file.modified_at, deleted.get(file.name, file.modified_at))
            yield FileOnDisk(file.name, since, file.name in named, file.name in deleted, file.is_half)


def names_in_use(names: Collection[str]) -> set[str]:
    """Return the names that a row names. One query per source."""
    return {
        name
        for source in SOURCES
        for name in source.model.objects.filter(file__in=names).values_list("file", flat=True)
    }


def owners_of(names: Collection[str]) -> dict[str, list[str]]:
    """Return, for each name, descriptions of what consists of that file now or did before it was replaced."""
    found: dict[str, list[str]] = {}
    for source in SOURCES:
        for name, owner in source.owners(names):
            found.setdefault(name, []).append(owner)
    return found


def batches(files: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(files)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
