"""Writes the open data files of a release, each atomically."""

import logging
from datetime import datetime

from django.db import transaction

from core import audit
from core.datasets.files import Release
from core.datasets.queries import as_written, damaged, path_of, rows_of, storage, unwritten
from core.datasets.registry import files_of
from core.models import DatasetFile
from core.stored_files import HALF_KEPT, listed, put
from core.web import page_cache

logger = logging.getLogger(__name__)


def write(release: Release, *, at: datetime) -> int:
    """Write the files of a release and record their hash and size; return how many.

    Idempotent, also when run concurrently: each file is renamed into place before its row is written. Files that were written
    before come out in the format that they had.
    """
    release = as_written(release, rows_of(release))
    files = files_of(release)
    for name in files.names:
        put(storage(), path_of(release, name), files[name])
    rows = [
        DatasetFile(
            dataset=release.code,
            version=release.version,
            name=name,
            format=release.format,
            sha256=files.sha256(name),
            size=len(files[name]),
        )
        for name in files.names
    ]
    with transaction.atomic():
        DatasetFile.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["dataset", "version", "name"], update_fields=["sha256", "size"]
        )
        data = {"version": release.version, "files": len(rows)}
        audit.record(by=None, verb="open_data.written", target=release.target, at=at, data=data)
        transaction.on_commit(page_cache.forget_all)
    return len(rows)


def write_missing(*, at: datetime) -> int:
    missing = unwritten()
    for release in missing:
        write(release, at=at)
    return len(missing)


def maintain(*, at: datetime) -> int:
    """Delete half-written files and rewrite damaged ones; return how many releases were damaged."""
    sweep_half_written(at=at)
    return write_damaged(at=at)


def write_damaged(*, at: datetime) -> int:
    """Rewrite the files of every release with a missing or altered file; return the number of releases.

    Each release is its own transaction: an interrupted run leaves the rest to the next.
    """
    found = damaged()
    for release, names in found:
        logger.error("open data of %s is written again, missing or wrong: %s", release.code, ", ".join(names))
        write(release, at=at)
    return len(found)


def sweep_half_written(*, at: datetime) -> int:
    old = [file.name for file in listed(storage()) if file.is_half and file.modified_at < at - HALF_KEPT]
    for name in old:
        storage().delete(name)
    return len(old)
