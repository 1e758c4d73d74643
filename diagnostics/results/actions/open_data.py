"""Writing the open data files of a publication, each whole or not at all."""

import logging
from datetime import datetime

from django.db import transaction

from core import audit
from core.stored_files import HALF_KEPT, listed, put
from core.web import page_cache
from diagnostics.results.models import OpenDataFile, Publication
from diagnostics.results.models.open_data import open_data_storage, place_of
from diagnostics.results.queries.open_data import damaged, files_of, unwritten

logger = logging.getLogger(__name__)


def write(*, publication: Publication, at: datetime) -> int:
    """Write the files of a publication and note their hash and size; return how many.

    Writing them twice, also at once, leaves the same: each file takes its place whole, by a rename, before its row is written.
    """
    files = files_of(publication)
    for name in files.names:
        put(open_data_storage(), place_of(publication, name), files[name])
    rows = [
        OpenDataFile(publication=publication, name=name, sha256=files.sha256(name), size=len(files[name]))
        for name in files.names
    ]
    with transaction.atomic():
        OpenDataFile.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["publication", "name"], update_fields=["sha256", "size"]
        )
        data = {"version": publication.version, "files": len(rows)}
        audit.record(by=None, verb="open_data.written", target=publication.round, at=at, data=data)
        transaction.on_commit(page_cache.forget_all)
    return len(rows)


def write_missing(*, at: datetime) -> int:
    """Write the files of every publication that lacks one; return of how many publications."""
    missing = unwritten()
    for publication in missing:
        write(publication=publication, at=at)
    return len(missing)


def maintain(*, at: datetime) -> int:
    """Delete half-written files and write damaged ones again; return of how many publications some were damaged."""
    sweep_half_written(at=at)
    return write_damaged(at=at)


def write_damaged(*, at: datetime) -> int:
    """Write again the files of every publication of which one is missing or is not what its hash says.

    Return of how many publications. Each is a transaction of its own: a run that is cut off leaves the rest to the next.
    """
    found = damaged()
    for publication, names in found.items():
        logger.error("open data of %s is written again, missing or wrong: %s", publication.round.code, ", ".join(names))
        write(publication=publication, at=at)
    return len(found)


def sweep_half_written(*, at: datetime) -> int:
    """Delete the half-written files of open data whose writer died a day ago; return how many."""
    storage = open_data_storage()
    old = [file.name for file in listed(storage) if file.is_half and file.modified_at < at - HALF_KEPT]
    for name in old:
        storage.delete(name)
    return len(old)
