"""The files of open data that were written, and where they differ from what should be there."""

from collections.abc import Callable

from django.core.files import File
from django.core.files.storage import Storage, storages

from core.datasets.files import Release
from core.datasets.registry import releases
from core.models import DatasetFile
from core.stored_files import fingerprint


def storage() -> Storage:
    """Return where the files lie; they are public."""
    return storages["open_data"]


def path_of(release: Release, name: str) -> str:
    """Return where a file of a release lies in the storage."""
    return f"{release.code}/v{release.version}/{name}"


def rows_of(release: Release) -> dict[str, DatasetFile]:
    """Return what was written of a release, by the name of the file. One query."""
    return {row.name: row for row in DatasetFile.objects.filter(dataset=release.code, version=release.version)}


def all_rows() -> dict[tuple[str, int], dict[str, DatasetFile]]:
    """Return what was written, by code and version of the release and by the name of the file. One query."""
    found: dict[tuple[str, int], dict[str, DatasetFile]] = {}
    for row in DatasetFile.objects.all():
        found.setdefault((row.dataset, row.version), {})[row.name] = row
    return found


def written_file(release: Release, name: str) -> DatasetFile | None:
    """Return a file that lies whole in its place; None while it does not. One query."""
    row = DatasetFile.objects.filter(dataset=release.code, version=release.version, name=name).first()
    return row if row and is_in_place(release, row) else None


def opened(release: Release, name: str) -> File:
    """Return a written file, open to be read piece by piece."""
    return storage().open(path_of(release, name))


def is_in_place(release: Release, row: DatasetFile) -> bool:
    """Tell whether the bytes of a written file are there, as many as were written."""
    path = path_of(release, row.name)
    return storage().exists(path) and storage().size(path) == row.size


def is_whole(release: Release, row: DatasetFile) -> bool:
    """Tell whether a written file can be read and its bytes are those that were written."""
    try:
        return fingerprint(storage(), path_of(release, row.name)) == (row.sha256, row.size)
    except OSError:
        return False


def unwritten() -> list[Release]:
    """Return the releases of which some file was not written or is no longer in its place."""
    return [release for release, _ in _without(is_in_place)]


def damaged() -> list[tuple[Release, list[str]]]:
    """Return the releases of which a file was not written, is lost or has other bytes, with the names of those files.

    Every file is read.
    """
    return _without(is_whole)


def _without(is_right: Callable[[Release, DatasetFile], bool]) -> list[tuple[Release, list[str]]]:
    rows, found = all_rows(), []
    for release in releases():
        written = rows.get((release.code, release.version), {})
        names = [n for n in release.file_names if n not in written or not is_right(release, written[n])]
        if names:
            found.append((release, names))
    return found
