"""The open data files that were written, and their integrity."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.core.files import File
from django.core.files.storage import Storage, storages

from core.datasets.files import Release
from core.datasets.registry import releases
from core.models import DatasetFile
from core.stored_files import fingerprint


def storage() -> Storage:
    return storages["open_data"]


def path_of(release: Release, name: str) -> str:
    return f"{release.code}/v{release.version}/{name}"


def rows_of(release: Release) -> dict[str, DatasetFile]:
    """Return the written files of a release by file name. One query."""
    return {row.name: row for row in DatasetFile.objects.filter(dataset=release.code, version=release.version)}


def all_rows() -> dict[tuple[str, int], dict[str, DatasetFile]]:
    """Return all written files by (code, version) and file name. One query."""
    found: dict[tuple[str, int], dict[str, DatasetFile]] = {}
    for row in DatasetFile.objects.all():
        found.setdefault((row.dataset, row.version), {})[row.name] = row
    return found


def as_written(release: Release, rows: Mapping[str, DatasetFile]) -> Release:
    """Return a release in the format of its files; in the current one if it has none yet. `rows`: its own, by file name."""
    return replace(release, format=max(row.format for row in rows.values())) if rows else release


def opened(release: Release, name: str) -> File:
    return storage().open(path_of(release, name))


def is_in_place(release: Release, row: DatasetFile) -> bool:
    path = path_of(release, row.name)
    return storage().exists(path) and storage().size(path) == row.size


def is_whole(release: Release, row: DatasetFile) -> bool:
    try:
        return fingerprint(storage(), path_of(release, row.name)) == (row.sha256, row.size)
    except OSError:
        return False


def unwritten() -> list[Release]:
    return [release for release, _ in _without(is_in_place)]


def damaged() -> list[tuple[Release, list[str]]]:
    """Return the releases with a file not written, lost or altered, each with the names of those files.

    Reads every file.
    """
    return _without(is_whole)


def _without(is_right: Callable[[Release, DatasetFile], bool]) -> list[tuple[Release, list[str]]]:
    rows, found = all_rows(), []
    for current in releases():
        written = rows.get((current.code, current.version), {})
        release = as_written(current, written)
        names = [n for n in release.file_names if n not in written or not is_right(release, written[n])]
        if names:
            found.append((release, names))
    return found
