"""Files of a storage on disk: written whole or not at all, read in pieces, listed folder by folder."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

HALF = ".part"  # ends the name of a file that is still being written
HALF_KEPT = timedelta(days=1)  # older than any request: its writer died


@dataclass(frozen=True)
class StorageEntry:
    """A file as the disk knows it."""

    name: str
    modified_at: datetime

    @property
    def is_half(self) -> bool:
        """It was being written; older than any request, its writer died."""
        return self.name.endswith(HALF)


def put(storage: FileSystemStorage, name: str, content: bytes) -> None:
    """Write a file under that name, whole or not at all, and return once the disk has it; what stood there is replaced.

    A concurrent reader gets the old bytes or the new ones. Raises OSError, and then leaves nothing of its own behind.
    """
    half = f"{name}.{token_hex(4)}{HALF}"
    written, place = Path(storage.path(half)), Path(storage.path(name))
    try:
        storage.save(half, ContentFile(content))
        _flush(written)  # some disks (quotas, network folders) say only now that they are full
        written.replace(place)
        _flush(place.parent)  # the row that names the file is safe after its commit; so must the name be
    except BaseException:
        with suppress(OSError):
            written.unlink(missing_ok=True)
        raise


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fingerprint(storage: FileSystemStorage, name: str) -> tuple[str, int]:
    """Return SHA-256 and size of a file, read piece by piece. Raises OSError: FileNotFoundError where there is none."""
    with Path(storage.path(name)).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, os.fstat(file.fileno()).st_size


def listed(storage: FileSystemStorage, folder: str = "") -> Iterator[StorageEntry]:
    """List the files of a folder and of those inside it, in order; nothing where it is missing."""
    root = Path(storage.path(""))
    for place, folders, names in os.walk(storage.path(folder)):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            with suppress(FileNotFoundError):  # it took its final name, or went away, meanwhile
                moment = datetime.fromtimestamp(path.stat(follow_symlinks=False).st_mtime, UTC)
                yield StorageEntry(path.relative_to(root).as_posix(), moment)
