"""Stored files on the disk: written once, deleted only by the nightly sweep, and verified by hash.

A request never deletes a file. A failure after the write leaves a file that no row names; so does a deleted row. Both stay for
DELETED_FILES_KEPT_DAYS, so that a dump of the database and an archive of the folder, taken one after the other, are consistent.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings

from core.refusals import Refusal
from core.stored_files import put
from core.web.upload_limit import NOT_KEPT
from files import tasks
from files.choices import FileFault
from files.loaders.uploads import Judged
from files.models import STORAGE, DeletedFile, StoredContent, random_name
from files.queries import (
    AT_ONCE,
    FileOnDisk,
    NamedFile,
    fault_of,
    files_on_disk,
    named_files,
    names_in_use,
    on_damaged_files,
)

logger = logging.getLogger(__name__)
SECONDS = 120  # of one run of the check; the limit of a task is 300
MOST_DELETED = 1000  # per night
MOST_UNEXPLAINED = 20  # files without a row that were not deleted: more suggest the wrong database or folder
MOST_LOGGED = 50  # log lines about single files


class FileNotKept(Refusal):
    """The file cannot be written: the disk is full, read-only or broken."""


def assign(row: StoredContent, content: str | Judged) -> None:
    """Set the content of a row to a link or a judged file, without saving. A file gets its name; `write` stores its bytes."""
    if isinstance(content, Judged):
        row.url, row.file = None, random_name(row, content.name)
        row.file_name, row.media_type = content.name, content.media_type
        row.size, row.sha256 = len(content.data), content.sha256
        return
    row.url, row.file, row.file_name, row.media_type = content, "", "", ""
    row.size, row.sha256 = None, ""


def write(name: str, upload: Judged) -> None:
    """Store an uploaded file under its name unless it is already there intact. Refuses FileNotKept.

    Call it last in a transaction: everything else has been validated by then, and this refusal rolls the rows back.
    """
    if fault_of(NamedFile(name, upload.sha256, len(upload.data))) is None:
        return
    try:
        put(STORAGE, name, upload.data)
    except OSError as error:
        logger.error("the file %s was not written: %s", name, error)
        raise FileNotKept(NOT_KEPT) from error


def note_deleted(name: str, *, at: datetime) -> None:
    """Record that the row naming a file was deleted: its retention starts now."""
    DeletedFile.objects.update_or_create(name=name, defaults={"deleted_at": at})


def sweep(*, at: datetime) -> int:
    """Delete files without a row for DELETED_FILES_KEPT_DAYS; return how many, at most MOST_DELETED.

    If files that have no row and were not deleted outnumber both those in use and MOST_UNEXPLAINED, they stay: the portal
    probably runs with the wrong database or folder.
    """
    in_use, over = 0, []
    for file in files_on_disk():
        in_use += file.is_named
        if file.is_over(at):
            over.append(file)
    explained = [file for file in over if file.was_deleted or file.is_half]
    if len(over) - len(explained) > max(in_use, MOST_UNEXPLAINED):
        logger.error("%d files have no row and %d have one: those stay", len(over) - len(explained), in_use)
        over = explained
    deleted = sum(_delete(over[start : start + AT_ONCE]) for start in range(0, min(len(over), MOST_DELETED), AT_ONCE))
    _forget_old_notes(at)
    return deleted


def _delete(files: list[FileOnDisk]) -> int:
    in_use = names_in_use([file.name for file in files])
    gone = []
    for name in [file.name for file in files if file.name not in in_use]:
        try:
            STORAGE.delete(name)
            gone.append(name)
        except OSError:
            logger.exception("the file %s was not deleted", name)
    DeletedFile.objects.filter(name__in=gone).delete()
    return len(gone)


def _forget_old_notes(at: datetime) -> None:
    old = DeletedFile.objects.filter(deleted_at__lt=at - timedelta(days=settings.DELETED_FILES_KEPT_DAYS))
    gone = [note.pk for note in old.iterator(chunk_size=AT_ONCE) if not STORAGE.exists(note.name)]
    for start in range(0, len(gone), AT_ONCE):
        DeletedFile.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()


def check(*, after: str = "", at: datetime, seconds: float = SECONDS) -> int:
    """Compare the files that rows name with their SHA-256 and size, after the name `after`; return how many are wrong.

    Faults are logged, and `on_damaged_files` is called. After `seconds` a new task continues from the last name, which is the
    only state passed on.
    """
    until, wrong = time.monotonic() + seconds, {}
    for file in named_files(after):
        if fault := fault_of(file):
            wrong[file.name] = fault
        if time.monotonic() >= until:
            tasks.check_stored_files.delay(after=file.name)
            break
    return _report(wrong, at)


def _report(wrong: dict[str, FileFault], at: datetime) -> int:
    names = list(wrong)
    in_use = {name for start in range(0, len(names), AT_ONCE) for name in names_in_use(names[start : start + AT_ONCE])}
    names = [name for name in names if name in in_use]  # some were deleted during the check
    for name in names[:MOST_LOGGED]:
        logger.error("the file %s of an evidence is wrong: %s", name, wrong[name].value)
    if len(names) > MOST_LOGGED:
        logger.error("%d more files of evidence are wrong", len(names) - MOST_LOGGED)
    if names:
        for tell in on_damaged_files:
            tell(at=at)
    return len(names)
