"""Files of a storage on disk: atomic writes, hashes read in chunks, listings."""

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

HALF = ".part"  # suffix of a file that is still being written
HALF_KEPT = timedelta(days=1)  # longer than any request takes: the writer died


@dataclass(frozen=True)
class StorageEntry:
    name: str
    modified_at: datetime

    @property
    def is_half(self) -> bool:
        """True while it is being written, and for good if its writer died."""
        return self.name.endswith(HALF)


def put(storage: FileSystemStorage, name: str, content: bytes) -> None:
    """Write a file atomically, replacing an existing one, and return once it is flushed to the disk.

    A concurrent reader gets the old bytes or the new ones. Raises OSError, and then leaves nothing of its own behind.
    """
    half = f"{name}.{token_hex(4)}{HALF}"
    written, place = Path(storage.path(half)), Path(storage.path(name))
    try:
        storage.save(half, ContentFile(content))
        _flush(written)  # some disks (quotas, network folders) report only now that they are full
        written.replace(place)
        _flush(place.parent)  # the row that names the file is durable after its commit; so must the name be
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
    """Return (SHA-256, size in bytes) of a file, read in chunks. Raises OSError; FileNotFoundError if it is missing."""
    with Path(storage.path(name)).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, os.fstat(file.fileno()).st_size


def listed(storage: FileSystemStorage, folder: str = "") -> Iterator[StorageEntry]:
    """Yield the files of a folder and its subfolders in order of name; nothing if the folder is missing."""
    root = Path(storage.path(""))
    for place, folders, names in os.walk(storage.path(folder)):
        folders.sort()
        for name in sorted(names):
            path = Path(place) / name
            with suppress(FileNotFoundError):  # renamed or deleted meanwhile
                moment = datetime.fromtimestamp(path.stat(follow_symlinks=False).st_mtime, UTC)
                yield StorageEntry(path.relative_to(root).as_posix(), moment)
